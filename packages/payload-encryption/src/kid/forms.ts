import { createHash } from "node:crypto";

/** The name all published client libraries send: lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
export function keyIdOf(spkiDer: Uint8Array): string {
  return createHash("sha256").update(spkiDer).digest("hex");
}

/**
 * Every form in which a client may name a key, by its fingerprints: the key's or the certificate's SHA-256, as hex or base64. Look up
 * with {@link normaliseKid}.
 *
 * @param fingerprints lower-case hex SHA-256 of the SubjectPublicKeyInfo DER and of the certificate DER
 */
export function kidForms(fingerprints: {
  readonly kid: string;
  readonly certificateSha256: string;
}): string[] {
  return [fingerprints.kid, fingerprints.certificateSha256].flatMap((hex) => [
    hex,
    normaliseKid(Buffer.from(hex, "hex").toString("base64")),
  ]);
}

/** One form for lookups: hex in small letters; base64 in the URL alphabet without padding. Longer texts name no key. */
export function normaliseKid(kid: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(kid)) return kid.toLowerCase();
  if (kid.length > 100) return "";
  return kid.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
