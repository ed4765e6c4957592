import { generateKeyPair, randomUUIDv7 } from "node:crypto";
import { promisify } from "node:util";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Custody } from "../custody/custody.ts";
import type { ClientEncryptionKeyEntry } from "../key-book/entries.ts";
import { certificateFacts } from "./certificate-facts.ts";
import type { ClientEncryptionKey } from "./store.ts";

const BITS = 2_048;

/**
 * A new Client Encryption Key, ready to be stored: pair, certificate, private half wrapped and its clear bytes wiped. Slow, so it comes
 * before the transaction.
 *
 * @param subject the certificate's common name, at most 64 characters
 */
export async function makeClientKey(
  deps: { readonly custody: Custody; readonly authority: CertificateAuthority },
  of: {
    readonly projectId: string;
    readonly environmentId: string;
    readonly subject: string;
    readonly now: Date;
  },
): Promise<ClientEncryptionKey> {
  const id = randomUUIDv7();
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: BITS,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  try {
    const certificate = await deps.authority.issue(
      { commonName: of.subject },
      new Uint8Array(publicKey),
      of.now,
    );
    return {
      id,
      projectId: of.projectId,
      environmentId: of.environmentId,
      ...certificateFacts(certificate),
      privateKey: await deps.custody.wrap(privateKey, `client-encryption-key:${id}`),
      createdAt: of.now,
      revokedAt: null,
      compromisedAt: null,
      replaces: null,
    };
  } finally {
    privateKey.fill(0);
  }
}

/** What gateways know of it. */
export function clientKeyEntry(key: ClientEncryptionKey): ClientEncryptionKeyEntry {
  return {
    kind: "client-encryption-key",
    id: key.id,
    environmentId: key.environmentId,
    kid: key.kid,
    certificateSha256: key.certificateSha256,
    notAfter: key.notAfter.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    privateKey: key.revokedAt === null ? key.privateKey : null,
  };
}
