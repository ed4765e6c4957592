const base64url = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/**
 * What a challenge holds: a compact JWE with RSA-OAEP-256 and A256GCM (RFC 7516), as the gate encrypts answers.
 *
 * @param pkcs8 the private key, DER
 * @throws {Error} when it is for another key
 */
export async function readChallenge(challenge: string, pkcs8: Uint8Array<ArrayBuffer>): Promise<string> {
  const [header = "", encryptedKey = "", iv = "", ciphertext = "", tag = ""] = challenge.split(".");
  const oaep = { name: "RSA-OAEP", hash: "SHA-256" };
  try {
    const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, oaep, false, ["decrypt"]);
    const content = await crypto.subtle.decrypt({ name: "RSA-OAEP" }, privateKey, base64url(encryptedKey));
    const key = await crypto.subtle.importKey("raw", content, "AES-GCM", false, ["decrypt"]);
    const sealed = Uint8Array.from([...base64url(ciphertext), ...base64url(tag)]);
    const additionalData = new TextEncoder().encode(header);
    const plaintext = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: base64url(iv), additionalData },
      key,
      sealed,
    );
    const { rehearsal } = JSON.parse(new TextDecoder().decode(plaintext)) as { rehearsal: string };
    return rehearsal;
  } catch {
    throw new Error("This file holds another key than the one that is rehearsed.");
  }
}
