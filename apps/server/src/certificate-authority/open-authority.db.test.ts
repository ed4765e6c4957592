import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { custodyOf } from "../custody/testing/custody-of.ts";
import { closeDatabase, type Database, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { openCertificateAuthority } from "./open-authority.ts";
import { certificateAuthorities } from "./tables.ts";

const now = new Date("2026-05-01T10:00:00Z");
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

const NAMES = ["Acme, Inc.", 'Åse + "Sons" \\ Co=1', "# <first>; second ", "x".repeat(80)];

test.each(NAMES)(
  "what an authority named %j issues names it to the octet, also after a restart",
  async (provider) => {
    await database.delete(certificateAuthorities);
    for (const named of [provider, "Renamed Since"]) {
      const authority = await openCertificateAuthority(
        { database, custody, token: null, provider: named },
        now,
      );
      const certificate = await authority.issue({ commonName: "A client" }, spki, now, 365);
      const [issuer] = (await authority.chainOf(certificate)).map((der) => new X509Certificate(der));
      const issued = new X509Certificate(certificate);
      if (issuer === undefined) throw new Error("the authority has no certificate");
      expect(issuer.subject).not.toContain("Renamed");
      expect(issued.checkIssued(issuer)).toBe(true);
      expect(issued.verify(issuer.publicKey)).toBe(true);
    }
  },
);

test("two programs that start at once end with one authority", async () => {
  await database.delete(certificateAuthorities);
  const opened = await Promise.all(
    [1, 2].map(() =>
      openCertificateAuthority({ database, custody, token: null, provider: "Mastercard" }, now),
    ),
  );
  expect(await database.$count(certificateAuthorities)).toBe(1);
  const certificate = await opened[0]?.issue({ commonName: "A client" }, spki, now, 365);
  if (certificate === undefined) throw new Error("nothing was issued");
  expect(await opened[0]?.chainOf(certificate)).toEqual(await opened[1]?.chainOf(certificate));
});
