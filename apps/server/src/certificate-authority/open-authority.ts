import { X509Certificate } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { keyIdentifier } from "@gatehouse/keystore/x509/create-certificate";
import type { Name } from "@gatehouse/keystore/x509/name";
import { parseCertificate } from "@gatehouse/keystore/x509/parse-certificate";
import { desc, sql } from "drizzle-orm";
import type { Custody } from "../custody/custody.ts";
import type { TokenBackend } from "../custody/pkcs11/token-backend.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { issueKeyCertificate } from "./issue.ts";
import { type Authority, authorityWithWrappedKey, wrappedSigner } from "./key-in-custody.ts";
import { authorityInToken, tokenSigner } from "./key-in-token.ts";
import { certificateAuthorities } from "./tables.ts";

export interface CertificateAuthority {
  /** The issuers of a certificate from the issuing one up, DER. */
  chainOf(certificate: Uint8Array): readonly Bytes[];
  /**
   * @param days how long it holds
   * @returns X.509, DER
   */
  issue(subject: Name, spki: Bytes, now: Date, days: number): Promise<Bytes>;
}

export interface AuthorityNeeds {
  readonly database: Database;
  readonly custody: Custody;
  /** The token, where there is one, and whether new authorities have their key in it. */
  readonly token: { readonly backend: TokenBackend; readonly preferred: boolean } | null;
  /** The provider's name, in the authority's own. */
  readonly provider: string;
}

/**
 * The issuing authority, made at the first start, and anew when its key is to be in a token for the first time: what the one before has
 * issued stays good. A private key in custody is opened for each signature and forgotten after it.
 */
export async function openCertificateAuthority(
  needs: AuthorityNeeds,
  now: Date,
): Promise<CertificateAuthority> {
  const rows = await readAll(needs.database);
  const [newest] = rows;
  const inToken = needs.token?.preferred === true;
  const fits = newest !== undefined && (newest.tokenKey !== null || !inToken);
  const issuing = fits ? newest : await create(needs, newest ?? null, now);
  const certificate = new Uint8Array(issuing.certificate);
  const { subjectName, publicKey } = parseCertificate(certificate);
  const issuer = {
    // As its certificate has it: the provider may have been renamed since.
    name: subjectName,
    keyIdentifier: keyIdentifier(publicKey.keyBits),
    sign:
      issuing.tokenKey === null
        ? wrappedSigner(needs.database, needs.custody, issuing.id)
        : tokenSigner(needs.token?.backend ?? null, issuing.tokenKey),
  };
  const all = [issuing, ...rows].map((row) => new X509Certificate(row.certificate));
  return {
    chainOf: (issued) => [new Uint8Array(issuerOf(new X509Certificate(issued), all)?.raw ?? certificate)],
    issue: (of, spki, at, days) => issueKeyCertificate(issuer, of, spki, at, days),
  };
}

function issuerOf(
  issued: X509Certificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined {
  return authorities.find((each) => issued.checkIssued(each) && issued.verify(each.publicKey));
}

async function readAll(database: Pick<Database, "select">): Promise<Authority[]> {
  return database.select().from(certificateAuthorities).orderBy(desc(certificateAuthorities.createdAt));
}

/** @param before the newest one as it was seen: a program that starts at the same time may have made its successor */
async function create(needs: AuthorityNeeds, before: Authority | null, now: Date): Promise<Authority> {
  const name: Name = {
    commonName: [...`${needs.provider} encryption keys`].slice(0, 64).join(""),
    organization: [...needs.provider].slice(0, 64).join(""),
  };
  const row =
    needs.token?.preferred === true
      ? await authorityInToken(needs.token.backend, name, now)
      : await authorityWithWrappedKey(needs.custody, name, now);
  return inTransaction(needs.database, async (tx) => {
    // Two programs starting at once: the second waits here and takes the first one's.
    await tx.execute(sql`lock table certificate_authorities in exclusive mode`);
    const [other] = await readAll(tx);
    if (other !== undefined && other.id !== before?.id) return other;
    await tx.insert(certificateAuthorities).values(row);
    return row;
  });
}
