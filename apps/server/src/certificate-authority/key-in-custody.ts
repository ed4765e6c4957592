import { createPrivateKey, randomUUIDv7 } from "node:crypto";
import type { Name } from "@gatehouse/keystore/x509/name";
import { eq } from "drizzle-orm";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { issueAuthorityCertificate, localSigner, type Signer } from "./issue.ts";
import { certificateAuthorities } from "./tables.ts";

export type Authority = typeof certificateAuthorities.$inferSelect;

/** Size of an authority's RSA key. */
export const AUTHORITY_BITS = 3_072;

/** What an authority's private key is wrapped with. */
export function authorityContext(id: string): string {
  return `certificate-authority:${id}`;
}

/** A new authority whose private key rests wrapped. */
export async function authorityWithWrappedKey(custody: Custody, name: Name, now: Date): Promise<Authority> {
  const { publicKey, privateKey: pkcs8 } = await custody.makePair(AUTHORITY_BITS);
  try {
    const signer = localSigner(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
    const certificate = await issueAuthorityCertificate(name, new Uint8Array(publicKey), signer, now);
    const id = randomUUIDv7();
    const privateKey = await custody.wrap(pkcs8, authorityContext(id));
    return { id, certificate: Buffer.from(certificate), privateKey, tokenKey: null, createdAt: now };
  } finally {
    pkcs8.fill(0);
  }
}

/** Opens the private key for each signature; the row is read each time, because the master key may have been rotated since the last one. */
export function wrappedSigner(database: Database, custody: Custody, id: string): Signer {
  return async (message) => {
    const [row] = await database
      .select({ privateKey: certificateAuthorities.privateKey })
      .from(certificateAuthorities)
      .where(eq(certificateAuthorities.id, id));
    if (row === undefined || row.privateKey === null) throw new Error(`issuing authority ${id} has no key`);
    const pkcs8 = await custody.unwrap(row.privateKey, authorityContext(id));
    try {
      return await localSigner(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }))(message);
    } finally {
      pkcs8.fill(0);
    }
  };
}
