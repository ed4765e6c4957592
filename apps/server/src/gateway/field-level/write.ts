import type { FieldLevelShape } from "./message.ts";

/**
 * The body and headers of an answer in the shape of its request.
 *
 * @param sealed iv, encrypted key and value, encoded, with dots between
 * @param fingerprints of the key it is encrypted to, lower-case hex SHA-256
 * @param field of the environment for answers; dots between names
 */
export function writeFieldLevel(
  sealed: string,
  shape: FieldLevelShape,
  fingerprints: { readonly kid: string; readonly certificateSha256: string },
  field: string,
): { body: string; headers: Record<string, string> } {
  const [iv = "", encryptedKey = "", value = ""] = sealed.split(".");
  const { names } = shape;
  const parameters: Record<string, string> = { [names.iv]: iv, [names.encryptedKey]: encryptedKey };
  if (names.digest !== null) parameters[names.digest] = shape.digestName;
  if (names.fingerprint !== null) {
    parameters[names.fingerprint] = /certificate/i.test(names.fingerprint)
      ? fingerprints.certificateSha256
      : fingerprints.kid;
  }
  const inBody = shape.parameters === "body";
  const holder = names.value === null ? value : { [names.value]: value, ...(inBody ? parameters : {}) };
  const whole = shape.place === "root" ? holder : nest(holder, field);
  return { body: JSON.stringify(whole), headers: inBody ? {} : parameters };
}

function nest(value: unknown, path: string): unknown {
  return path.split(".").reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
}
