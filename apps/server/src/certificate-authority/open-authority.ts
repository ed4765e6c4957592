import { X509Certificate } from "node:crypto";
import type { Bytes } from "@gatehouse/keystore/der/bytes";
import { keyIdentifier } from "@gatehouse/keystore/x509/create-certificate";
import type { Name } from "@gatehouse/keystore/x509/name";
import { parseCertificate } from "@gatehouse/keystore/x509/parse-certificate";
import { sql } from "drizzle-orm";
import { appendAudit, byServer } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { TokenBackend } from "../custody/pkcs11/token-backend.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { type Issuer, issueKeyCertificate } from "./issue.ts";
import { type Authority, authorityWithWrappedKey, wrappedSigner } from "./key-in-custody.ts";
import { authorityInToken, tokenSigner } from "./key-in-token.ts";
import { covers, isRenewalDue } from "./rules.ts";
import { type KnownAuthority, readAuthorities } from "./store.ts";
import { certificateAuthorities } from "./tables.ts";

export interface CertificateAuthority {
  /** The issuers of a certificate from the issuing one up, DER. */
  chainOf(certificate: Uint8Array): Promise<readonly Bytes[]>;
  /**
   * @param days how long it holds
   * @returns X.509, DER
   */
  issue(subject: Name, spki: Bytes, now: Date, days: number): Promise<Bytes>;
  /**
   * Makes a successor when it is time for one.
   *
   * @returns whether it was
   */
  renew(now: Date): Promise<boolean>;
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
 * The issuing authority, made at the first start, and anew when its key is to be in a token for the first time or its time comes to an end:
 * what the one before has issued stays good. Which one issues is looked up each time, since another program may have made a successor. A
 * private key in custody is opened for each signature and forgotten after it.
 */
export async function openCertificateAuthority(
  needs: AuthorityNeeds,
  now: Date,
): Promise<CertificateAuthority> {
  const renew = async (at: Date) => {
    const [newest] = await readAuthorities(needs.database);
    if (newest !== undefined && fits(needs, newest) && !isRenewalDue(newest.notAfter, at)) return false;
    await create(needs, newest ?? null, at);
    return true;
  };
  await renew(now);
  return {
    async chainOf(certificate) {
      const issued = new X509Certificate(certificate);
      const all = await readAuthorities(needs.database);
      const issuer =
        all.find(({ x509 }) => issued.checkIssued(x509) && issued.verify(x509.publicKey)) ?? all[0];
      return issuer === undefined ? [] : [new Uint8Array(issuer.x509.raw)];
    },
    async issue(of, spki, at, days) {
      return issueKeyCertificate(issuerOf(needs, await issuing(needs, at, days)), of, spki, at, days);
    },
    renew,
  };
}

/** The newest one; one that would end before what it issues gets its successor first. */
async function issuing(needs: AuthorityNeeds, now: Date, days: number): Promise<Authority> {
  const [newest] = await readAuthorities(needs.database);
  if (newest !== undefined && covers(newest.notAfter, now, days)) return newest.row;
  return create(needs, newest ?? null, now);
}

/** A key that is to be in a token is not one that rests here. */
function fits(needs: AuthorityNeeds, { row }: KnownAuthority): boolean {
  return row.tokenKey !== null || needs.token?.preferred !== true;
}

function issuerOf(needs: AuthorityNeeds, { id, certificate, tokenKey }: Authority): Issuer {
  const { subjectName, publicKey, notAfter } = parseCertificate(new Uint8Array(certificate));
  return {
    // As its certificate has it: the provider may have been renamed since.
    name: subjectName,
    keyIdentifier: keyIdentifier(publicKey.keyBits),
    notAfter,
    sign:
      tokenKey === null
        ? wrappedSigner(needs.database, needs.custody, id)
        : tokenSigner(needs.token?.backend ?? null, tokenKey),
  };
}

/** @param before the newest one as it was seen: another program may have made its successor meanwhile */
async function create(needs: AuthorityNeeds, before: KnownAuthority | null, now: Date): Promise<Authority> {
  const generation = (before?.generation ?? 0) + 1;
  const name = authorityName(needs.provider, generation);
  const row =
    needs.token?.preferred === true
      ? await authorityInToken(needs.token.backend, name, now)
      : await authorityWithWrappedKey(needs.custody, name, now);
  return inTransaction(needs.database, async (tx) => {
    // Two programs at once: the second waits here and takes the first one's.
    await tx.execute(sql`lock table certificate_authorities in exclusive mode`);
    const [other] = await readAuthorities(tx);
    if (other !== undefined && other.row.id !== before?.row.id) return other.row;
    await tx.insert(certificateAuthorities).values(row);
    if (before !== null) {
      const { notAfter } = parseCertificate(new Uint8Array(row.certificate));
      await appendAudit(tx, byServer("issuing-authority"), now, [
        {
          projectId: null,
          action: "certificate-authority.renewed",
          subject: `certificate-authority:${row.id}`,
          before: { generation: before.generation, validTo: before.notAfter.toISOString() },
          after: { generation, validTo: notAfter.toISOString() },
        },
      ]);
    }
    return row;
  });
}

/** The first has no number, as it had none before there were successors. */
function authorityName(provider: string, generation: number): Name {
  const mark = generation === 1 ? "" : ` G${generation}`;
  const bounded = (text: string, most: number) => [...text].slice(0, most).join("");
  return {
    commonName: `${bounded(`${provider} encryption keys`, 64 - mark.length)}${mark}`,
    organization: bounded(provider, 64),
  };
}
