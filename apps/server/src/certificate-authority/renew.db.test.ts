import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { custodyOf } from "../custody/testing/custody-of.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { BOUNDS } from "../key-policy/rules.ts";
import { issueKeyCertificate } from "./issue.ts";
import { type CertificateAuthority, openCertificateAuthority } from "./open-authority.ts";
import { whyNotWell } from "./rules.ts";
import { readAuthorities } from "./store.ts";
import { certificateAuthorities } from "./tables.ts";

const START = new Date("2026-05-01T10:00:00Z");
const LONGEST = BOUNDS.lifetimeDays.most;
const after = (days: number) => new Date(START.getTime() + days * 86_400_000);
/** Ten years less the longest life of a key and a quarter of a year. */
const DUE = 3_650 - LONGEST - 90;
const spki = new Uint8Array(
  generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({ type: "spki", format: "der" }),
);
let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let database: Database;
let custody: OpenedCustody;

beforeAll(async () => {
  fresh = await migratedDatabase();
  database = openDatabase(fresh.url);
  custody = await custodyOf(database);
});
afterAll(async () => {
  await closeDatabase(database);
  await fresh.drop();
});
beforeEach(async () => {
  await database.delete(certificateAuthorities);
});

const open = (at = START) =>
  openCertificateAuthority({ database, custody, token: null, provider: "Mastercard" }, at);
const issue = async (authority: CertificateAuthority, at: Date, days: number) =>
  new X509Certificate(await authority.issue({ commonName: "A client" }, spki, at, days));
const issuerOf = async (authority: CertificateAuthority, certificate: X509Certificate) => {
  const [issuer] = await authority.chainOf(certificate.raw);
  return new X509Certificate(issuer ?? new Uint8Array());
};
const count = () => database.$count(certificateAuthorities);

test("while an authority covers every key that a policy allows it has no successor, then it gets one, once", async () => {
  const authority = await open();
  expect(await authority.renew(after(DUE - 1))).toBe(false);
  expect(await count()).toBe(1);
  expect(await authority.renew(after(DUE))).toBe(true);
  expect(await authority.renew(after(DUE + 1))).toBe(false);
  const [second, first] = await readAuthorities(database);
  expect([first?.generation, second?.generation]).toEqual([1, 2]);
  expect(first?.x509.subject).toBe("O=Mastercard\nCN=Mastercard encryption keys");
  expect(second?.x509.subject).toBe("O=Mastercard\nCN=Mastercard encryption keys G2");
  expect(second?.x509.publicKey.equals(first?.x509.publicKey as never)).toBe(false);
  const [entry] = await database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "certificate-authority.renewed"))
    .orderBy(asc(auditEntries.number));
  expect(entry).toMatchObject({ before: { generation: 1 }, after: { generation: 2 } });
});

test("no certificate outlives its issuer, on whatever day of twelve years it is asked for", async () => {
  const authority = await open();
  for (const day of [0, DUE - 1, DUE, DUE + 89, DUE + 90, DUE + 91, 3_649, 3_651, 4_380]) {
    const issued = await issue(authority, after(day), LONGEST);
    const issuer = await issuerOf(authority, issued);
    expect(issued.verify(issuer.publicKey)).toBe(true);
    expect(issued.validToDate.getTime()).toBeLessThanOrEqual(issuer.validToDate.getTime());
    expect(Math.round((issued.validToDate.getTime() - after(day).getTime()) / 86_400_000)).toBe(LONGEST);
  }
});

test("one that would outlive its issuer is not signed", async () => {
  const issuer = {
    name: new Uint8Array(),
    keyIdentifier: new Uint8Array(20),
    notAfter: after(100),
    sign: () => Promise.reject(new Error("nobody signs this")),
  };
  await expect(issueKeyCertificate(issuer, { commonName: "A client" }, spki, START, 101)).rejects.toThrow(
    "the certificate would outlive its issuer",
  );
});

test("a program that runs on issues by the successor that another has made, and old certificates keep their issuer", async () => {
  const [one, other] = [await open(), await open()];
  const before = await issue(one, after(1), 365);
  expect(await other.renew(after(DUE))).toBe(true);
  const later = await issue(one, after(DUE + 1), 365);
  expect((await issuerOf(one, later)).subject).toContain("G2");
  expect(later.checkIssued(await issuerOf(other, later))).toBe(true);
  for (const authority of [one, other, await open(after(DUE + 2))]) {
    const issuer = await issuerOf(authority, before);
    expect(issuer.subject).not.toContain("G2");
    expect(before.verify(issuer.publicKey)).toBe(true);
  }
});

test("programs that make a successor at once end with one", async () => {
  const programs = await Promise.all([1, 2, 3].map(() => open()));
  await Promise.all(programs.map((program) => program.renew(after(DUE))));
  expect(await count()).toBe(2);
  const issued = await Promise.all(programs.map((program) => issue(program, after(DUE + 1), 365)));
  expect(new Set(issued.map(({ issuer }) => issuer)).size).toBe(1);
});

test("a program that starts when it is time makes the successor, and the name of a long provider keeps its number", async () => {
  await open();
  await openCertificateAuthority({ database, custody, token: null, provider: "x".repeat(80) }, after(DUE));
  const [second] = await readAuthorities(database);
  expect(second?.x509.subject).toBe(`O=${"x".repeat(64)}\nCN=${"x".repeat(61)} G2`);
});

test("what keeps a successor from being made is told to whoever looks", () => {
  const authority = { generation: 1, notAfter: after(3_650) };
  expect(whyNotWell(authority, after(DUE + 1))).toBe(null);
  expect(whyNotWell(authority, after(DUE + 3))).toContain("should have had a successor since");
  expect(whyNotWell(authority, after(3_651))).toContain("expired on");
});
