import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, ne, sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalProvider, startLocalProvider } from "../accounts/identity/testing/local-provider.ts";
import type { AuditAction } from "../audit/actions.ts";

import { auditEntries } from "../audit/tables.ts";
import { loadConfig } from "../config.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { NOTICE_OF } from "../notices/kinds.ts";
import { notices } from "../notices/tables.ts";
import { type Desk, openDesk, type Portal, startPortal } from "./start-portal.ts";
import { openVisitor, WALK_URL, walkOfChanges } from "./testing/walk-of-changes.ts";

/*
 * The portal as it runs, walked through: each operation of the management API that is no mere look is called once, with success, and then
 * the audit trail must say so and the gateways must have been told. A new operation fails here until it has a call in the walk.
 */

/** Operations with another method than GET that change nothing, and why that is so. */
const LOOKS: Readonly<Record<string, string>> = {
  beginLogInByPasskey: "a challenge is made; what comes of it is written down",
  beginPasskey: "a challenge is made; what comes of it is written down",
  beginShowPasskey: "a challenge is made; what comes of it is written down",
  beginLogInByIdentity: "somebody goes to the identity service; what comes of it is written down",
  beginSignUpByIdentity: "somebody goes to the identity service; what comes of it is written down",
  beginLinkCompany: "somebody goes to the identity service; what comes of it is written down",
  beginLinkIdentity: "somebody goes to the identity service; what comes of it is written down",
  checkProjectName: "asks whether a name is free; the name is in a body since it may be long",
  findAccountAsOperator:
    "looks an account up; its address is in a body, since addresses don't belong into logs",
  readInvitation: "shows what a link leads to; its token is a secret and stands in a body",
  previewApiServiceDocument: "says what a document would change and stores nothing",
  inspectCertificateRequest: "says what a request holds and stores nothing",
};

/** Changes that the audit trail has no entry of, and why. */
const NOT_IN_TRAIL: Readonly<Record<string, string>> = {
  markNoticeRead: "that somebody has read something is their own business",
  markNoticesRead: "the same",
};

/** Changes to rows of keys, credentials and environments that gateways have no part in, and why. */
const NOT_FOR_GATES: Readonly<Record<string, string>> = {
  renameMastercardEncryptionKey: "an alias is for people",
  answerRehearsal: "that a key is proven is for people, before they activate it",
};

interface Step {
  readonly status: number;
  /** Actions of its entries in the audit trail. */
  readonly entries: readonly AuditAction[];
  /** Actions that it wrote into the trails of projects in all, those of calls before its own among them. */
  readonly actions: readonly AuditAction[];
  /** Of those its own. */
  readonly ownActions: readonly AuditAction[];
  /** Kinds of notices that it made. */
  readonly notices: readonly string[];
  /** Things whose rows were made or changed. */
  readonly changed: readonly string[];
  /** Of those, the ones that the key book said nothing new about. */
  readonly untold: readonly string[];
}

let fresh: Awaited<ReturnType<typeof migratedDatabase>>;
let dataDir: string;
let desk: Desk;
let portal: Portal;
let identities: LocalProvider;
const steps = new Map<string, Step>();
beforeAll(async () => {
  fresh = await migratedDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-walk-"));
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
  for (const [operation, call] of Object.entries(walkOfChanges(portal, identities))) {
    const [rows, book] = [await rowsForGates(), await bookNumbers()];
    const before = new Set(
      (await desk.database.select({ id: notices.id }).from(notices)).map(({ id }) => id),
    );
    const written = new Set((await trail()).map(({ place }) => place));
    const { status, requestId } = await call();
    const came = (await trail()).filter(({ place }) => !written.has(place));
    const [rowsNow, bookNow] = [await rowsForGates(), await bookNumbers()];
    const changed = [...rowsNow].filter(([id, version]) => rows.get(id) !== version).map(([id]) => id);
    steps.set(operation, {
      status,
      entries: (
        await desk.database
          .select({ action: auditEntries.action })
          .from(auditEntries)
          .where(eq(auditEntries.requestId, requestId))
      ).map(({ action }) => action as AuditAction),
      actions: came.map(({ action }) => action),
      ownActions: came.filter((entry) => entry.requestId === requestId).map(({ action }) => action),
      notices: (await desk.database.select().from(notices))
        .filter(({ id }) => !before.has(id))
        .map(({ kind }) => kind),
      changed,
      untold: changed.filter((id) => bookNow.get(id) === book.get(id)),
    });
  }
});
afterAll(async () => {
  await portal?.stop();
  await identities?.stop();
  await desk?.close();
  await fresh.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function kindsOf(actions: readonly AuditAction[]): string[] {
  return actions.flatMap((action) => NOTICE_OF[action] ?? []);
}

/** What the trails of projects say. */
async function trail(): Promise<{ place: string; requestId: string; action: AuditAction }[]> {
  const rows = await desk.database.select().from(auditEntries).where(ne(auditEntries.chain, "operations"));
  return rows.map(({ chain, number, requestId, action }) => ({
    place: `${chain} ${number}`,
    requestId,
    action: action as AuditAction,
  }));
}

/** Rows of which gateways must know, by id, with the transaction that wrote each last. */
async function rowsForGates(): Promise<Map<string, string>> {
  const { rows } = await desk.database.execute<{ id: string; version: string }>(
    sql.raw(
      ["credentials", "client_encryption_keys", "mastercard_encryption_keys", "environments", "api_services"]
        .map((table) => `select id::text, xmin::text as version from ${table}`)
        .join(" union all "),
    ),
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

async function bookNumbers(): Promise<Map<string, string>> {
  const { rows } = await desk.database.execute<{ id: string; number: string }>(
    sql`select id, number::text from key_book`,
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

test("every operation that isn't a GET is walked through, or is a look for a reason", async () => {
  const { paths } = (await openVisitor(portal.url)("GET", "/openapi.json")).body as Documented;
  const changes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => method !== "get")
      .map(([method, { operationId }]) => operationId ?? `${method} ${path}`),
  );
  expect(changes.length).toBeGreaterThan(20);
  expect(changes.filter((operation) => !steps.has(operation) && LOOKS[operation] === undefined)).toEqual([]);
  const known = new Set(
    Object.values(paths).flatMap((all) => Object.values(all).map((one) => one.operationId)),
  );
  expect([...steps.keys(), ...Object.keys(LOOKS)].filter((operation) => !known.has(operation))).toEqual([]);
});

test("every change that was made, and every export and secret that was handed out, has an audit entry of its request", () => {
  for (const [operation, { status, entries }] of steps) {
    expect([operation, status >= 200 && status < 300]).toEqual([operation, true]);
    expect([operation, entries.length > 0]).toEqual([operation, NOT_IN_TRAIL[operation] === undefined]);
  }
});

test("every change of a key, a credential or an environment is told to the gateways in the same step", () => {
  for (const [operation, { untold }] of steps) {
    if (NOT_FOR_GATES[operation] === undefined) expect([operation, untold]).toEqual([operation, []]);
    else expect([operation, untold.length]).toEqual([operation, 1]);
  }
  expect([...steps.values()].filter(({ changed }) => changed.length > 0).length).toBeGreaterThan(10);
});

test("the members are told of every change that they ought to hear of, in the same step, and of nothing else", () => {
  const told = [...steps].map(([operation, { ownActions, actions, notices: kinds }]) => {
    const own = new Set(kindsOf(ownActions));
    const wanted = new Set(kindsOf(actions));
    return {
      operation,
      told: kinds.some((kind) => own.has(kind)),
      ought: own.size > 0,
      right: kinds.every((kind) => wanted.has(kind)),
    };
  });
  for (const step of told) expect(step).toEqual({ ...step, told: step.ought, right: true });
  expect(told.filter(({ ought }) => ought).length).toBeGreaterThan(12);
});
