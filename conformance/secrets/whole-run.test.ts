import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MailServer, startMailServer } from "../../apps/server/src/notifications/testing/mail-server.ts";
import { freshDataDir, type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { connectToCluster } from "./database-access.ts";
import { dumpDatabase, dumpFiles, type Place } from "./dump.ts";
import { failingInEachTable } from "./fail-in-database.ts";
import { plantWrapped } from "./open-wrapped.ts";
import { expectStatus, joinDesk, MailedLinks, planted } from "./people.ts";
import { probeOperations } from "./probe-operations.ts";
import { type Hit, Scanner } from "./scanner.ts";
import { walkDesk } from "./walk-desk.ts";
import { walkGate } from "./walk-gate.ts";
import { Wire } from "./wire.ts";

const scanner = new Scanner();
const OPERATOR = "olga@example.test";
const smtpPassword = `smtp-${randomBytes(18).toString("base64url")}`;
const testDriveSecret = `drive-${randomBytes(24).toString("base64url")}`;

let data: Awaited<ReturnType<typeof freshDataDir>>;
let mails: MailServer;
let first: RunningGatehouse;
let gatehouse: RunningGatehouse;
let links: MailedLinks;
let wire: Wire;
const places: Place[] = [];
let opened: string[] = [];
let operations = 0;

/** The whole life of a program, with all that can go wrong, and then all that is left of it. */
beforeAll(async () => {
  data = await freshDataDir();
  mails = await startMailServer({ logIn: { user: "mailer", password: smtpPassword } });
  scanner.add("SMTP password", smtpPassword);
  scanner.add("Test Drive's secret", testDriveSecret);
  links = new MailedLinks(mails, scanner);
  const settings = {
    GATEHOUSE_SMTP_URL: mails.url.replace("//", `//mailer:${smtpPassword}@`),
    GATEHOUSE_TEST_DRIVE_SECRET: testDriveSecret,
    GATEHOUSE_WEBHOOK_ADDRESSES: "any",
  };
  first = await startGatehouse(data.path, settings);
  await joinOperator();
  await first.stop();
  // The second start signs the audit trail that the first has begun.
  gatehouse = await startGatehouse(data.path, settings);
  wire = new Wire("partner", gatehouse.portalUrl, scanner);
  const person = await joinDesk(wire, links);
  const project = await walkDesk(wire, scanner);
  await walkGate(new Wire("program", gatehouse.gatewayUrl, scanner), project, scanner);

  const client = await connectToCluster(data.path);
  try {
    await failInDatabase(client, person.email, project.at);
    // A failure in each table, and there are many, has used up what one source may ask for.
    await client.query("delete from attempts");
    const other = new Wire("prober", gatehouse.portalUrl, scanner);
    await joinDesk(other, links);
    operations = await probeOperations(other, project.id);
    await connectionsBroken(client, project.at);
    await mailThatWaits();
    opened = await plantWrapped(client, data.path, scanner);
    places.push(...(await dumpDatabase(client)));
  } finally {
    await client.end();
  }
  await gatehouse.stop();
  scanner.add(
    "password of the database's superuser",
    (await readFile(join(data.path, "postgresql", "superuser-password"), "utf8")).trim(),
  );
  places.push({ name: "output", content: Buffer.from(first.output() + gatehouse.output()) });
  places.push(...(await dumpFiles(data.path)));
  for (const mail of mails.taken) {
    places.push({ name: `mail to ${mail.to.join()}`, content: Buffer.from(unfolded(mail.source)) });
  }
}, 600_000);
afterAll(async () => {
  await first?.stop();
  await gatehouse?.stop();
  await mails?.close();
  await data?.remove();
});

async function joinOperator(): Promise<void> {
  // The link is printed after the line that says that the program is ready.
  const printed = () => /operator\/first#token=(\S+)/.exec(first.output())?.[1];
  while (printed() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  const token = printed() ?? "";
  const body = { token, name: "Olga", email: OPERATOR, password: planted() };
  scanner.add("first operator's link", token);
  const operator = new Wire("operator", first.portalUrl, scanner);
  const path = "/api/v1/accounts/operator-sign-up";
  await operator.call("POST", path, { body: { ...body, password: "short" } });
  expectStatus(await operator.call("POST", path, { body }), 201);
}

async function failInDatabase(
  client: Awaited<ReturnType<typeof connectToCluster>>,
  email: string,
  at: string,
): Promise<void> {
  const refused = new Set<string>();
  let round = 0;
  await failingInEachTable(client, {
    // What was tried for other tables counts against no limit: each has its turn.
    async before() {
      await client.query("delete from attempts");
      await client.query(
        "update credentials set deleted_at = now(), secrets = '[]', wrapped_secret = null, wrapped_app_key = null where description = 'in vain'",
      );
    },
    async during(table) {
      round += 1;
      const stranger = new Wire("stranger", gatehouse.portalUrl, scanner);
      const account = {
        name: "Eve",
        company: "Eve",
        email: `eve-${round}@example.test`,
        password: planted(),
      };
      for (const answer of [
        await stranger.call("POST", "/api/v1/accounts/sign-up", { body: account }),
        await stranger.call("POST", "/api/v1/accounts/forgot-password", { body: { email } }),
        await wire.call("POST", `${at}/environments/sandbox/credentials`, {
          body: { description: "in vain" },
        }),
      ]) {
        expect([202, 201, 500]).toContain(answer.status);
        if (answer.status === 500) refused.add(table);
      }
    },
  });
  expect([...refused].sort()).toEqual([
    "audit_entries",
    "audit_heads",
    "credentials",
    "key_book",
    "key_book_head",
    "mails",
    "notice_recipients",
    "notices",
    "one_time_links",
    "sign_ups",
  ]);
}

async function connectionsBroken(
  client: Awaited<ReturnType<typeof connectToCluster>>,
  at: string,
): Promise<void> {
  const working = Array.from({ length: 6 }, () =>
    wire.call("POST", `${at}/environments/sandbox/client-encryption-keys`, { body: {} }).catch(() => null),
  );
  for (let n = 0; n < 10; n += 1) {
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename like 'gatehouse%'",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(working);
}

/** The mail server goes away: this one stays in the queue, with its link. */
async function mailThatWaits(): Promise<void> {
  await mails.close();
  const answer = await wire.call("POST", "/api/v1/accounts/forgot-password", { body: { email: OPERATOR } });
  expectStatus(answer, 202);
}

function unfolded(source: string): string {
  return source.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}

/**
 * All that may be seen, and where:
 * - a link's secret in the mail that brings it, on its way, in the queue, and so in the files of the database;
 * - the first operator's link in the line that is printed for whoever runs the server;
 * - the database superuser's password in its own file, which only the program's user can read;
 * - the master key in its own file.
 */
function isAllowed(hit: Hit, place: Place): boolean {
  const recipient = links.recipientOf(hit.secret);
  const inCluster = /^file postgresql\/cluster\/data\/(base|pg_wal)\//.test(place.name);
  if (recipient !== undefined && (inCluster || place.name === `mail to ${recipient}`)) return true;
  if (hit.secret === "first operator's link" && place.name === "output") {
    const line = `The first operator signs up here, once: ${first.portalUrl}/operator/first#token=`;
    return hit.form === "raw" && place.content.indexOf(line) + line.length === hit.at - hit.offset;
  }
  return (
    (hit.secret === "password of the database's superuser" &&
      place.name === "file postgresql/superuser-password") ||
    (hit.secret === "master key" && place.name === "file master-key")
  );
}

test("no private key, secret, token or password is in the database, its files, the logs, or a mail that isn't its own", () => {
  const found = places.flatMap((place) =>
    scanner
      .scan(place.content)
      .filter((hit) => !isAllowed(hit, place))
      .map((hit) => `${hit.secret} as ${hit.form} in ${place.name}: ${around(place.content, hit.at)}`),
  );
  expect([...new Set(found)].slice(0, 40)).toEqual([]);
});

/** What is known by its look, also where nobody has seen its value: a link of a mail that could not be queued goes nowhere, and is a secret. */
const LOOKS_SECRET =
  /-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1|[a-z]+:\/\/[^\s:/"'@]+:[^\s/"'@]+@|#token=[\w-]{20,}|\$argon2id?\$/g;

test("no log and no file has what looks like a private key, a link, a hash of a password, or an address with a password", () => {
  const found = places
    .filter(({ name }) => name === "output" || /^file (?!postgresql\/cluster\/data\/)/.test(name))
    .flatMap(({ name, content }) =>
      [
        ...content
          .toString("latin1")
          .replace(/^The first operator signs up here, once: .*$/m, "")
          .matchAll(LOOKS_SECRET),
      ].map((match) => `${match[0]} in ${name}`),
    );
  expect(found).toEqual([]);
});

test("the database's own log names what was refused, and repeats no row", () => {
  const log = places.find(({ name }) => name === "file postgresql/cluster/log")?.content.toString() ?? "";
  expect(log).toContain("no_more_rows");
  expect(log).not.toMatch(/DETAIL|STATEMENT/);
});

test("the run had all of it: keys, secrets, tokens and passwords of every kind, failures, and a mail that waits", () => {
  const kinds = [
    /^session of partner/,
    /^password of partner/,
    /^partnerSecret of partner/,
    /^newPartnerSecret of program/,
    /^appKey of partner/,
    /^token of program/,
    /^calendar's old token$/,
    /^calendar's new token$/,
    /^webhook's old secret$/,
    /^webhook's new secret$/,
    /^webhook:[0-9a-f-]{36}$/,
    /^answer of partner/,
    /^d of partner's key-/,
    /^p of client-encryption-key:/,
    /^d of certificate-authority:/,
    /^d of audit-key:/,
    /^shared-secret:token-seal$/,
    /^shared-secret:secret-pepper$/,
    /^shared-secret:desk-link$/,
    /^master key$/,
    /^confirm-email \d/,
    /^reset-password \d/,
  ];
  expect(kinds.filter((kind) => !scanner.secrets.some((name) => kind.test(name)))).toEqual([]);
  expect(opened.length).toBeGreaterThan(10);
  expect(operations).toBeGreaterThan(30);
  expect(gatehouse.output()).toMatch(/"level":50[^\n]+unexpected error/);
  expect(places.some(({ name, content }) => name.startsWith("mail to ") && content.includes("#token="))).toBe(
    true,
  );
  expect(places.some(({ name }) => name.startsWith("file postgresql/cluster/data/pg_wal/"))).toBe(true);
});

function around(content: Buffer, at: number): string {
  return JSON.stringify(content.subarray(Math.max(0, at - 60), at + 40).toString("latin1"));
}
