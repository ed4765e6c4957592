const LARGEST = 2 * 1024 * 1024;

/**
 * A chosen file as the API takes it.
 *
 * @throws {Error} for people, where it is too large to be sent at all
 */
export async function readDocument(file: File): Promise<{ name: string; content: string }> {
  if (file.size > LARGEST) throw new Error("A file has at most 2 MB.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  const name = file.name.replaceAll(/[^\p{L}\p{N} ._()-]/gu, "_").slice(-100);
  return { name, content: btoa(binary) };
}
