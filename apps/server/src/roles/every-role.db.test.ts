import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalProvider, startLocalProvider } from "../accounts/identity/testing/local-provider.ts";
import { sessionCookieName } from "../accounts/session-cookie.ts";
import { startSession } from "../accounts/sessions.ts";
import { accounts } from "../accounts/tables.ts";
import { companies } from "../companies/tables.ts";
import { loadConfig } from "../config.ts";
import { migrateDatabase } from "../database/migrate.ts";
import { freshDatabase } from "../database/testing/fresh-database.ts";
import { newRequest } from "../onboarding/testing/open-desk.ts";
import {
  isAllowed,
  isOperatorAllowed,
  OPERATOR_ROLES,
  type OperatorAction,
  PROJECT_ROLES,
  type ProjectAction,
} from "../permissions.ts";
import { type Desk, openDesk, type Portal, startPortal } from "./start-portal.ts";
import { GUARDS } from "./testing/guards.ts";
import {
  type Call,
  OPENAPI,
  openVisitor,
  type Reply,
  type Visitor,
  WALK_URL,
  walkOfChanges,
} from "./testing/walk-of-changes.ts";

/*
 * Every operation that the running portal documents, called by somebody of every role and by nobody, with the very request that is good
 * when the right person sends it. Those who may not are refused in the words for them, before the right person's call, which then must
 * succeed all the same: a refused call has left nothing behind. A new operation fails here until it has a guard.
 */

const ROLES = ["nobody", "stranger", ...PROJECT_ROLES, ...OPERATOR_ROLES] as const;
type Role = (typeof ROLES)[number];

/** Why a call was refused for who sent it; null: it was not. */
function denial({ status, body }: Reply): string | null {
  if (body?.code === "not-logged-in") return "log in";
  if (body?.code === "not-allowed") return "not this role";
  const unseen = ["There is no such project among yours.", "There is nothing at this address."];
  return status === 404 && unseen.includes(body?.detail) ? "not there" : null;
}

/** What everybody may do before they log in is done by nobody alone: a log-out or a new password would end the others' sessions. */
function isCalledBy(operation: string, role: Role): boolean {
  return role === "nobody" || GUARDS[operation] !== "everybody";
}

function expected(operation: string, role: Role): ReturnType<typeof denial> | undefined {
  const guard = GUARDS[operation];
  if (guard === undefined) return undefined;
  if (guard === "everybody") return null;
  if (role === "nobody") return "log in";
  if (guard === "logged-in") return null;
  const isMember = role === "admin" || role === "read-only";
  const isOperator = role === "reviewer" || role === "administrator";
  if (PROJECT_ROLES.some((member) => isAllowed(member, guard as ProjectAction))) {
    if (!isMember) return "not there";
    return isAllowed(role, guard as ProjectAction) ? null : "not this role";
  }
  if (!isOperator) return "not there";
  return isOperatorAllowed(role, guard as OperatorAction) ? null : "not this role";
}

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let dataDir: string;
let desk: Desk;
let portal: Portal;
let identities: LocalProvider;
const people = new Map<Role, { readonly id: string; readonly call: Visitor }>();
let documented: readonly { operation: string; method: string; path: string; pattern: RegExp }[];
/** What came of each call, by operation and role. */
const outcomes = new Map<string, Map<Role, ReturnType<typeof denial>>>();
const failed: string[] = [];
/** E-mail addresses of the walk's operators and of this test's. */
const OF_AN_OPERATOR = /@provider\.test|(reviewer|administrator)@roles\.test/;
/** Operations that have told somebody else than an operator such an address. */
const addressTold = new Set<string>();

beforeAll(async () => {
  fresh = await freshDatabase();
  await migrateDatabase(fresh.url);
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-roles-"));
  identities = await startLocalProvider();
  const config = loadConfig({
    ...identities.settings,
    GATEHOUSE_PUBLIC_URL: WALK_URL,
    GATEHOUSE_DATA_DIR: dataDir,
    GATEHOUSE_PORT: "0",
    DATABASE_URL: fresh.url,
  });
  desk = await openDesk(config, fresh.url);
  portal = await startPortal(config, desk, pino({ level: "silent" }));
  identities.register(WALK_URL);
  documented = await readDocument();
  const walk = walkOfChanges(portal, identities, async (call, go) => {
    const operation = operationOf(call);
    if (operation === null || outcomes.has(operation) || call[0] === "GET") return go();
    outcomes.set(operation, new Map());
    await callAs((role) => expected(operation, role) !== null, operation, call);
    const reply = await go();
    if (reply.status >= 300) failed.push(`${operation}: ${reply.status} ${reply.body?.detail}`);
    // Who comes after a deletion finds nothing: the walk's own person is an admin and speaks for all.
    if (operation === LAST) outcomes.get(operation)?.set("admin", denial(reply));
    else await callAs((role) => expected(operation, role) === null, operation, call);
    return reply;
  });
  for (const [operation, step] of Object.entries(walk)) {
    if (operation === "createProject") await joinPeople();
    if (operation === LAST) {
      await callReads();
      await callLooks();
    }
    await step();
    await keepMembers();
  }
});
afterAll(async () => {
  await portal?.stop();
  await identities?.stop();
  await desk?.close();
  await fresh.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A hash in the right form that no password has. */
const NO_PASSWORD = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Takes away what the others need. */
const LAST = "deleteProject";

/** Questions that are put by POST since what they ask about is long or secret: they are in no walk of changes. */
const LOOKS = [
  "checkProjectName",
  "inspectCertificateRequest",
  "previewApiServiceDocument",
  "readInvitation",
];

async function readDocument() {
  const { paths } = (await openVisitor(portal.url)("GET", "/openapi.json")).body;
  return Object.entries<Record<string, { operationId?: string }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operation: operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path: path.replace(/^\/api\/v1/, ""),
      pattern: new RegExp(`^${path.replace(/^\/api\/v1/, "").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
    })),
  );
}

/** The fixed paths before those with a parameter. */
function operationOf([method, path]: Call): string | null {
  const fitting = documented.filter((one) => one.method === method && one.pattern.test(path));
  return (fitting.find((one) => one.path === path) ?? fitting[0])?.operation ?? null;
}

async function callAs(which: (role: Role) => boolean, operation: string, call: Call): Promise<void> {
  for (const role of ROLES.filter(which).filter((one) => call[0] === "GET" || isCalledBy(operation, one))) {
    const visitor = people.get(role)?.call ?? openVisitor(portal.url);
    const reply = await visitor(...call);
    if (reply.status >= 500) failed.push(`${operation} as ${role}: ${reply.status}`);
    if (call[0] === "GET" && expected(operation, role) === null && reply.status >= 300)
      failed.push(`${operation} as ${role}: ${reply.status} ${reply.body?.detail}`);
    outcomes.get(operation)?.set(role, denial(reply));
    if (!OPERATOR_ROLES.some((one) => one === role) && OF_AN_OPERATOR.test(reply.text))
      addressTold.add(operation);
    await keepMembers();
  }
}

async function joinPeople(): Promise<void> {
  const now = new Date();
  const companyId = randomUUID();
  const company = {
    id: companyId,
    name: "Others",
    kind: "own",
    encryptionKeysEnabled: true,
    createdAt: now,
  } as const;
  await desk.database.insert(companies).values(company);
  for (const role of ROLES.filter((one) => one !== "nobody")) {
    const id = randomUUID();
    const operatorRole = role === "reviewer" || role === "administrator" ? role : null;
    const operator = operatorRole !== null;
    const account = {
      id,
      email: `${role}@roles.test`,
      name: role,
      passwordHash: NO_PASSWORD,
      createdAt: now,
    };
    await desk.database
      .insert(accounts)
      .values({ ...account, companyId: operator ? null : companyId, operator, operatorRole });
    const token = await desk.database.transaction((tx) =>
      startSession(tx, id, { address: "192.0.2.1", device: "a test" }, now),
    );
    people.set(role, { id, call: openVisitor(portal.url, `${sessionCookieName(false)}=${token}`) });
  }
}

/** The members of the walk's project are in it with their roles, whatever the last call has done. */
async function keepMembers(): Promise<void> {
  for (const role of PROJECT_ROLES) {
    const id = people.get(role)?.id;
    if (id === undefined) continue;
    await desk.database.execute(sql`
      insert into project_members (project_id, account_id, role, since)
      select id, ${id}, ${role}, now() from projects where name = 'Everything' and account_id not in
        (select id from accounts where email like '%@roles.test')
      on conflict (project_id, account_id) do update set role = excluded.role`);
  }
}

async function idOf(from: string): Promise<string> {
  const { rows } = await desk.database.execute<{ id: string }>(sql.raw(`select id from ${from} limit 1`));
  return rows[0]?.id ?? "";
}

/** Every GET, with the ids of what the walk has made. */
async function callReads(): Promise<void> {
  const feed = await people.get("admin")?.call("POST", `/projects/${await idOf(PROJECT)}/calendar`, {});
  const ids: readonly (readonly [RegExp, string])[] = [
    [/^\/operator.*\{webhookId\}/, await idOf("webhooks where project_id is null")],
    [/\{webhookId\}/, await idOf(`webhooks where ${OF_PROJECT}`)],
    [/^\/mailbox\/\{id\}/, await idOf("mails")],
    [/\{id\}/, await idOf(PROJECT)],
    [/client-encryption-keys\/\{keyId\}/, await idOf(`client_encryption_keys where ${OF_PROJECT}`)],
    [/mastercard-encryption-keys\/\{keyId\}/, await idOf(`mastercard_encryption_keys where ${OF_PROJECT}`)],
    [/documents\/\{documentId\}/, await idOf("company_documents")],
    [/\{companyId\}/, await idOf("companies where id in (select company_id from company_documents)")],
    [/\{requestId\}/, await idOf("production_requests")],
    [/\{contractId\}/, await idOf("contracts")],
    [/\{serviceId\}/, "open-finance-us"],
    [/\{chain\}/, "operations"],
    [/\{file\}/, String(feed?.body?.url).split("/").at(-1) ?? ""],
  ];
  for (const { operation, path } of documented.filter(({ method }) => method === "GET")) {
    let filled = path;
    for (const [where, id] of ids) if (where.test(path)) filled = fill(filled, where, id);
    outcomes.set(operation, new Map());
    await callAs(() => true, operation, ["GET", filled]);
  }
}

async function callLooks(): Promise<void> {
  const body = {
    name: "A free name",
    token: "x",
    certificateRequest: await newRequest(),
    document: OPENAPI,
  };
  for (const { operation, path } of documented.filter((one) => LOOKS.includes(one.operation))) {
    outcomes.set(operation, new Map());
    await callAs(() => true, operation, [
      "POST",
      path.replace("{id}", await idOf(PROJECT)).replace("{serviceId}", "weather"),
      body,
    ]);
  }
}

const PROJECT = "projects where name = 'Everything' order by created_at";
const OF_PROJECT = `project_id = (select id from ${PROJECT} limit 1)`;

/** Puts an id in the place of the last parameter that the pattern ends with. */
function fill(path: string, where: RegExp, id: string): string {
  const name = /\\\{(\w+)\\\}\/?$/.exec(where.source.replace(/\^/, ""))?.[1];
  return name === undefined ? path : path.replace(`{${name}}`, id);
}

test("every operation has a guard, and there is no guard of an operation that isn't there", () => {
  const operations = documented.map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(70);
  expect(operations.filter((operation) => GUARDS[operation] === undefined)).toEqual([]);
  expect(Object.keys(GUARDS).filter((operation) => !operations.includes(operation))).toEqual([]);
});

test("every operation was called by nobody, a stranger, members and operators of every role, and let in those alone who may", () => {
  for (const { operation, method } of documented) {
    const called = Object.fromEntries(outcomes.get(operation) ?? []);
    const callers = ROLES.filter((role) => method === "GET" || isCalledBy(operation, role));
    const should = Object.fromEntries(callers.map((role) => [role, expected(operation, role) ?? null]));
    expect({ operation, ...called }).toEqual({ operation, ...should });
  }
});

/** Operations that tell everybody else operators' addresses as well, and why. */
const TELLS_ADDRESSES: Readonly<Record<string, string>> = {
  exportProjectAudit: "what is signed is handed out as it was signed, or nobody could verify it",
  listMails: "the mailbox of a machine without a mail server is everybody's, and is there on no other",
  readMail: "the same",
};

test("no answer to a partner holds the e-mail address of an operator, whatever operators did with what is the partner's", async () => {
  expect([...addressTold].filter((operation) => TELLS_ADDRESSES[operation] === undefined)).toEqual([]);
  expect(addressTold).toContain("exportProjectAudit");
  const told = await desk.database.execute<{ said: string }>(sql`
    select recipient || subject || body || html as said from mails
      where recipient not like '%@provider.test' and recipient not in ('reviewer@roles.test', 'administrator@roles.test')
    union all select coalesce(actor, '') || facts::text from notices where id in (select notice_id from notice_recipients
      where account_id in (select id from accounts where company_id is not null))`);
  expect(told.rows.length).toBeGreaterThan(30);
  expect(told.rows.map(({ said }) => said).filter((said) => OF_AN_OPERATOR.test(said))).toEqual([]);
});

test("the right person's call succeeds after those of the others, and no call fails within the server", () => {
  expect(failed).toEqual([]);
});
