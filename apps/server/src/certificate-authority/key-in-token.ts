import { createPublicKey, randomUUIDv7 } from "node:crypto";
import type { Name } from "@gatehouse/keystore/x509/name";
import { CustodyError } from "../custody/custody.ts";
import type { TokenBackend } from "../custody/pkcs11/token-backend.ts";
import { asking } from "../custody/pkcs11/token-key.ts";
import { refusing } from "../custody/refuse-while-away.ts";
import { issueAuthorityCertificate, type Signer } from "./issue.ts";
import { AUTHORITY_BITS, type Authority } from "./key-in-custody.ts";

/** CKA_LABEL of authorities' keys. */
const LABEL = "gatehouse-issuing-authority";

/** A new authority whose private key is made in the token and signs there. */
export async function authorityInToken(token: TokenBackend, name: Name, now: Date): Promise<Authority> {
  const pair = await asking(token.place, () =>
    token.link.ask({ do: "create-signing-key", label: LABEL, bits: AUTHORITY_BITS }),
  );
  const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const publicKey = createPublicKey({
    key: { kty: "RSA", n: base64url(pair.modulus), e: base64url(pair.exponent) },
    format: "jwk",
  });
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const certificate = await issueAuthorityCertificate(name, spki, tokenSigner(token, pair.id), now);
  return {
    id: randomUUIDv7(),
    certificate: Buffer.from(certificate),
    privateKey: null,
    tokenKey: pair.id,
    createdAt: now,
  };
}

/** @throws {CustodyError} the settings name no token any more */
export function tokenSigner(token: TokenBackend | null, id: string): Signer {
  if (token === null) {
    throw new CustodyError(
      "the issuing authority's key is in a token: set GATEHOUSE_PKCS11_LIBRARY to reach it",
    );
  }
  return async (message) =>
    refusing(() =>
      asking(token.place, async () =>
        Uint8Array.from(await token.link.ask({ do: "sign", signingKey: id, message })),
      ),
    );
}
