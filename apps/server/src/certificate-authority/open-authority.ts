import { createPrivateKey, generateKeyPair, randomUUIDv7 } from "node:crypto";
import { promisify } from "node:util";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { keyIdentifier } from "@gatehouse/keystore/x509/create-certificate";
import type { Name } from "@gatehouse/keystore/x509/name";
import { parseCertificate } from "@gatehouse/keystore/x509/parse-certificate";
import { desc, sql } from "drizzle-orm";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { issueAuthorityCertificate, issueKeyCertificate, localSigner, spkiOf } from "./issue.ts";
import { certificateAuthorities } from "./tables.ts";

type Row = typeof certificateAuthorities.$inferSelect;

export interface CertificateAuthority {
  /** The issuers' certificates from the issuing one up, DER. */
  readonly chain: readonly Bytes[];
  /**
   * @param days how long it holds
   * @returns X.509, DER
   */
  issue(subject: Name, spki: Bytes, now: Date, days: number): Promise<Bytes>;
}

const BITS = 3_072;

/**
 * The issuing authority, made at the first start. Its private key is opened for each signature and forgotten after it.
 *
 * @param provider the provider's name, in the authority's own
 */
export async function openCertificateAuthority(
  database: Database,
  custody: Custody,
  provider: string,
  now: Date,
): Promise<CertificateAuthority> {
  const name: Name = {
    commonName: [...`${provider} encryption keys`].slice(0, 64).join(""),
    organization: [...provider].slice(0, 64).join(""),
  };
  const row = (await newest(database)) ?? (await create(database, custody, name, now));
  const certificate = new Uint8Array(row.certificate);
  const { subjectName, publicKey } = parseCertificate(certificate);
  const issuer = {
    // As its certificate has it: the provider may have been renamed since.
    name: subjectName,
    keyIdentifier: keyIdentifier(publicKey.keyBits),
    sign: async (message: Bytes) => {
      const pkcs8 = await custody.unwrap(row.privateKey, context(row.id));
      try {
        return await localSigner(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }))(message);
      } finally {
        pkcs8.fill(0);
      }
    },
  };
  return {
    chain: [certificate],
    issue: (of, spki, at, days) => issueKeyCertificate(issuer, of, spki, at, days),
  };
}

async function newest(database: Pick<Database, "select">): Promise<Row | null> {
  const [row] = await database
    .select()
    .from(certificateAuthorities)
    .orderBy(desc(certificateAuthorities.createdAt))
    .limit(1);
  return row ?? null;
}

async function create(database: Database, custody: Custody, name: Name, now: Date): Promise<Row> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: BITS });
  const certificate = await issueAuthorityCertificate(name, spkiOf(privateKey), localSigner(privateKey), now);
  const id = randomUUIDv7();
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const wrapped = await custody.wrap(pkcs8, context(id));
  pkcs8.fill(0);
  const row: Row = { id, certificate: Buffer.from(certificate), privateKey: wrapped, createdAt: now };
  return inTransaction(database, async (tx) => {
    // Two programs starting at once: the second waits here and takes the first one's.
    await tx.execute(sql`lock table certificate_authorities in exclusive mode`);
    const other = await newest(tx);
    if (other !== null) return other;
    await tx.insert(certificateAuthorities).values(row);
    return row;
  });
}

function context(id: string): string {
  return `certificate-authority:${id}`;
}
