const TYPES: Readonly<Record<string, string>> = {
  pem: "application/x-pem-file",
  p12: "application/x-pkcs12",
  txt: "text/plain",
};

/** Hands bytes to the browser's downloads under a name. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
