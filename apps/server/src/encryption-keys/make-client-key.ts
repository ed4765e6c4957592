import { randomUUIDv7 } from "node:crypto";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Custody } from "../custody/custody.ts";
import type { ClientEncryptionKeyEntry } from "../key-book/entries.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { certificateFacts } from "./certificate-facts.ts";
import type { ClientEncryptionKey } from "./store.ts";

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
    readonly policy: KeyPolicy;
    readonly now: Date;
  },
): Promise<ClientEncryptionKey> {
  const id = randomUUIDv7();
  const { publicKey, privateKey } = await deps.custody.makePair(of.policy.defaultBits);
  try {
    const certificate = await deps.authority.issue(
      { commonName: of.subject },
      new Uint8Array(publicKey),
      of.now,
      of.policy.clientKeyDays,
    );
    return {
      id,
      projectId: of.projectId,
      environmentId: of.environmentId,
      ...certificateFacts(certificate),
      privateKey: await deps.custody.wrap(privateKey, clientKeyContext(id)),
      createdAt: of.now,
      revokedAt: null,
      compromisedAt: null,
      revokedBy: null,
      destroyAt: null,
      restoreReason: null,
      restoreAskedBy: null,
      restoreAskedByEmail: null,
      restoreAskedAt: null,
      restoreConfirmedBy: null,
      replaces: null,
    };
  } finally {
    privateKey.fill(0);
  }
}

/** What its private half is wrapped with. */
export function clientKeyContext(id: string): string {
  return `client-encryption-key:${id}`;
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
