/** Hands bytes to the browser's downloads under a name. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const type = name.endsWith(".pem") ? "application/x-pem-file" : "application/x-pkcs12";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
