import { createPrivateKey } from "node:crypto";

/**
 * What is secret in a private key, apart from the public half that stands beside it: the private exponent, the primes and what is made
 * of them (RFC 8017 §3.2), or the seed of an Ed25519 key; big-endian, as they stand in its DER.
 *
 * @param pkcs8 DER
 */
export function privateKeyParts(pkcs8: Uint8Array): Readonly<Record<string, Buffer>> {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  const { d, p, q, dp, dq, qi } = key.export({ format: "jwk" });
  const parts = Object.entries({ d, p, q, dp, dq, qi }).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, Buffer.from(value, "base64url")] as const] : [],
  );
  return Object.fromEntries(parts);
}
