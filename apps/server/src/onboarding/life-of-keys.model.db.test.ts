import { and, asc, eq, isNull } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashEntry, NO_PREDECESSOR } from "../audit/hash-entry.ts";
import { auditEntries } from "../audit/tables.ts";
import { credentials as credentialRows } from "../credentials/tables.ts";
import { carryOutSchedules } from "../encryption-keys/carry-out-schedules.ts";
import { destroyRevokedKeys } from "../encryption-keys/destroy.ts";
import {
  clientEncryptionKeys,
  keyActivations,
  keySchedules,
  mastercardEncryptionKeys,
} from "../encryption-keys/tables.ts";
import { keyBook } from "../key-book/tables.ts";
import { announceMasterKey } from "../master-keys/announce.ts";
import { examineCustody } from "../master-keys/examine.ts";
import { carryOnRotation } from "../master-keys/rotate.ts";
import { type Answer, newRequest, openTestDesk, type TestDesk } from "./testing/open-desk.ts";

/*
 * Random sequences of everything that can happen to keys and credentials, alone and several at the same moment, on a real database. After
 * each step the database must be in a state that the rules allow, gates must have been told of exactly that state, and the trail must hold.
 */

const STEPS_A_RUN = 50;
const RUNS = process.env.GATEHOUSE_LONG === "1" ? 200 : 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Person = Awaited<ReturnType<TestDesk["join"]>>;

let desk: TestDesk;
let requests: string[];
/** An operator. */
let grace: Person;
let alan: Person;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator();
  requests = await Promise.all(Array.from({ length: 12 }, newRequest));
});
afterAll(() => desk.close());

interface World {
  readonly projectId: string;
  readonly environmentId: string;
  readonly at: string;
  readonly ada: Person;
}

/** `pick` chooses among what is there at that moment. */
type Action =
  | { readonly do: "add-mastercard-key"; readonly pick: number; readonly alias: number }
  | { readonly do: "add-client-key" }
  | { readonly do: "activate" | "revoke-mastercard-key" | "revoke-client-key"; readonly pick: number }
  | { readonly do: "rename"; readonly pick: number; readonly alias: number }
  | { readonly do: "add-credential" }
  | { readonly do: "rotate"; readonly pick: number; readonly hours: number }
  | { readonly do: "end-overlap" | "delete-credential" | "reveal"; readonly pick: number }
  | { readonly do: "report-client-key" | "restore-client-key"; readonly pick: number }
  | { readonly do: "report-mastercard-key"; readonly pick: number; readonly successor: number | null }
  | { readonly do: "schedule"; readonly pick: number; readonly hours: number }
  | { readonly do: "cancel-schedule"; readonly pick: number }
  | { readonly do: "destroy-revoked" | "rotate-master-key" | "carry-out-schedules" };

const pick = fc.nat({ max: 30 });
const alias = fc.nat({ max: 3 });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add-mastercard-key" as const), pick, alias }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("add-client-key" as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("activate" as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("revoke-mastercard-key" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("revoke-client-key" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), pick, alias }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("add-credential" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("rotate" as const),
      pick,
      hours: fc.constantFrom(0, 1, 24, 720),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("end-overlap" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete-credential" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reveal" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("report-client-key" as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("report-mastercard-key" as const),
      pick,
      successor: fc.option(pick),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("restore-client-key" as const), pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("schedule" as const),
      pick,
      hours: fc.constantFrom(-1, 1, 1_000, 8_700, 9_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel-schedule" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("carry-out-schedules" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("destroy-revoked" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rotate-master-key" as const) }) },
);
/** What happens at the same moment, and how many days pass before it. */
const step = fc.record({
  days: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 200 }) }),
  actions: fc.oneof(
    { weight: 3, arbitrary: fc.array(action, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(action, { minLength: 2, maxLength: 4 }) },
  ),
});

async function stateOf({ projectId, environmentId }: World) {
  const { database } = desk;
  const [mastercardKeys, clientKeys, credentials] = await Promise.all([
    database
      .select()
      .from(mastercardEncryptionKeys)
      .where(eq(mastercardEncryptionKeys.environmentId, environmentId))
      .orderBy(asc(mastercardEncryptionKeys.id)),
    database
      .select()
      .from(clientEncryptionKeys)
      .where(eq(clientEncryptionKeys.environmentId, environmentId))
      .orderBy(asc(clientEncryptionKeys.id)),
    database
      .select()
      .from(credentialRows)
      .where(eq(credentialRows.environmentId, environmentId))
      .orderBy(asc(credentialRows.id)),
  ]);
  const trail = await database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, projectId))
    .orderBy(asc(auditEntries.number));
  const pending = await database
    .select()
    .from(keySchedules)
    .where(and(eq(keySchedules.environmentId, environmentId), isNull(keySchedules.endedAt)));
  return { mastercardKeys, clientKeys, credentials, trail, pending };
}
type State = Awaited<ReturnType<typeof stateOf>>;

const some = <T>(among: readonly T[], index: number): T | undefined =>
  among[index % Math.max(1, among.length)];

async function carryOut(world: World, state: State, what: Action): Promise<Answer> {
  const { at, ada } = world;
  const nobody = "00000000-0000-7000-8000-000000000000";
  const mastercardKey = "pick" in what ? (some(state.mastercardKeys, what.pick)?.id ?? nobody) : nobody;
  const clientKey = "pick" in what ? (some(state.clientKeys, what.pick)?.id ?? nobody) : nobody;
  const credential = "pick" in what ? (some(state.credentials, what.pick)?.id ?? nobody) : nobody;
  switch (what.do) {
    case "add-mastercard-key": {
      const body = { alias: `key ${what.alias}`, certificateRequest: some(requests, what.pick) };
      return desk.post(`${at}/environments/sandbox/mastercard-encryption-keys`, body, ada);
    }
    case "add-client-key":
      return desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
    case "activate":
      return desk.post(`${at}/mastercard-encryption-keys/${mastercardKey}/activate`, {}, ada);
    case "revoke-mastercard-key":
      return desk.post(`${at}/mastercard-encryption-keys/${mastercardKey}/revoke`, {}, ada);
    case "revoke-client-key":
      return desk.post(`${at}/client-encryption-keys/${clientKey}/revoke`, {}, ada);
    case "rename":
      return desk.patch(
        `${at}/mastercard-encryption-keys/${mastercardKey}`,
        { alias: `key ${what.alias}` },
        ada,
      );
    case "add-credential":
      return desk.post(`${at}/environments/sandbox/credentials`, { description: "" }, ada);
    case "rotate":
      return desk.post(`${at}/credentials/${credential}/rotate`, { overlapHours: what.hours }, ada);
    case "end-overlap":
      return desk.post(`${at}/credentials/${credential}/end-overlap`, {}, ada);
    case "delete-credential":
      return desk.delete(`${at}/credentials/${credential}?evenIfLast=false`, ada);
    case "reveal":
      return desk.post(`${at}/credentials/${credential}/reveal`, {}, ada);
    case "report-client-key":
      return desk.post(`${at}/client-encryption-keys/${clientKey}/compromised`, {}, ada);
    case "report-mastercard-key": {
      const successor = what.successor === null ? undefined : some(state.mastercardKeys, what.successor);
      const body = successor === undefined ? {} : { successor: { keyId: successor.id } };
      return desk.post(`${at}/mastercard-encryption-keys/${mastercardKey}/compromised`, body, ada);
    }
    case "restore-client-key": {
      const reason = "Revoked by mistake, it is still in use.";
      const at = `/api/v1/operator/revoked-keys/${clientKey}/restore`;
      const asked = await desk.post(at, { reason }, alan);
      return asked.status === 200 ? desk.post(at, {}, grace) : asked;
    }
    case "schedule": {
      const when = new Date(desk.now().getTime() + what.hours * HOUR_MS).toISOString();
      return desk.put(`${at}/mastercard-encryption-keys/${mastercardKey}/schedule`, { at: when }, ada);
    }
    case "cancel-schedule":
      return desk.delete(`${at}/mastercard-encryption-keys/${mastercardKey}/schedule`, ada);
    case "carry-out-schedules":
      await carryOutSchedules(desk.database, desk.now(), { warn: failOnWarning });
      return DONE;
    case "destroy-revoked":
      await destroyRevokedKeys(desk.database, desk.now());
      return DONE;
    case "rotate-master-key":
      await rotateMasterKey();
      return DONE;
  }
}

function failOnWarning(what: unknown): void {
  throw new Error("a schedule failed", { cause: what });
}

const DONE: Answer = { status: 204, body: null, text: "", headers: {} };

/** As far as it goes at this moment; another one may be under way. */
async function rotateMasterKey(): Promise<void> {
  const { database, custody } = desk;
  const by = {
    origin: { accountId: null, actor: "olga", address: "local", requestId: "r" },
    now: desk.now(),
  };
  await announceMasterKey({ database, custody }, by, "file").catch((error: unknown) => {
    expect(String(error)).toMatch(/under way already/);
  });
  await carryOnRotation({ database, custody }, desk.now()).catch((error: unknown) => {
    expect(String(error)).toMatch(/by another program/);
  });
}

/** What the rules say of an action that happens alone: its status, by this test's own reading of them. */
function expectedStatus(state: State, what: Action, now: number): number {
  const inForce = (key: { notAfter: Date; revokedAt: Date | null }) =>
    key.revokedAt === null && key.notAfter.getTime() > now;
  switch (what.do) {
    case "add-mastercard-key":
      return 0;
    case "add-client-key":
    case "add-credential":
      return 201;
    case "activate": {
      const key = some(state.mastercardKeys, what.pick);
      if (key === undefined) return 404;
      if (key.revokedAt !== null) return 409;
      return key.notAfter.getTime() > now ? 200 : 400;
    }
    case "revoke-mastercard-key": {
      const key = some(state.mastercardKeys, what.pick);
      if (key === undefined) return 404;
      return key.revokedAt !== null || key.active ? 409 : 200;
    }
    case "revoke-client-key": {
      const key = some(state.clientKeys, what.pick);
      if (key === undefined) return 404;
      const others = state.clientKeys.filter((other) => other !== key && inForce(other));
      return key.revokedAt === null && others.length > 0 ? 200 : 409;
    }
    case "rename":
      return state.mastercardKeys.length === 0 ? 404 : 200;
    case "report-client-key":
    case "report-mastercard-key":
      return 0;
    case "schedule": {
      const key = some(state.mastercardKeys, what.pick);
      if (key === undefined) return 404;
      if (key.revokedAt !== null) return 409;
      if (key.notAfter.getTime() <= now) return 400;
      if (key.active) return 409;
      const when = now + what.hours * HOUR_MS;
      return what.hours > 0 && what.hours < 366 * 24 && when < key.notAfter.getTime() ? 200 : 400;
    }
    case "cancel-schedule": {
      const key = some(state.mastercardKeys, what.pick);
      return key !== undefined && state.pending.some(({ keyId }) => keyId === key.id) ? 200 : 404;
    }
    case "destroy-revoked":
    case "rotate-master-key":
    case "carry-out-schedules":
      return 204;
    case "restore-client-key": {
      const key = some(state.clientKeys, what.pick);
      if (key === undefined) return 404;
      const waits = key.revokedAt !== null && key.compromisedAt === null && key.privateKey !== null;
      return waits && key.destroyAt !== null && key.destroyAt.getTime() > now && key.notAfter.getTime() > now
        ? 200
        : 409;
    }
    default: {
      const credential = some(state.credentials, what.pick);
      if (credential === undefined || credential.deletedAt !== null) return 404;
      if (what.do === "delete-credential") {
        return state.credentials.filter(({ deletedAt }) => deletedAt === null).length > 1 ? 204 : 409;
      }
      if (what.do !== "rotate" || what.hours === 0) return 200;
      const working = credential.secrets.filter(
        ({ notAfter }) => notAfter === null || Date.parse(notAfter) > now,
      );
      return working.length >= 4 ? 409 : 200;
    }
  }
}

async function expectInvariants(world: World): Promise<void> {
  const { database } = desk;
  const { mastercardKeys, clientKeys, credentials, trail, pending } = await stateOf(world);

  // One active Mastercard Encryption Key once there is any, and it is not revoked; its span alone is open.
  const active = mastercardKeys.filter((key) => key.active);
  expect(active).toHaveLength(mastercardKeys.length === 0 ? 0 : 1);
  expect(active.every((key) => key.revokedAt === null)).toBe(true);
  const spans = await database
    .select({ keyId: keyActivations.keyId, to: keyActivations.to })
    .from(keyActivations)
    .innerJoin(mastercardEncryptionKeys, eq(mastercardEncryptionKeys.id, keyActivations.keyId))
    .where(eq(mastercardEncryptionKeys.environmentId, world.environmentId));
  expect(spans.filter(({ to }) => to === null).map(({ keyId }) => keyId)).toEqual(active.map(({ id }) => id));
  expect(pending.length).toBeLessThanOrEqual(1);
  // A pair is used once; no revoke has taken the last Client Encryption Key.
  expect(new Set(mastercardKeys.map(({ kid }) => kid)).size).toBe(mastercardKeys.length);
  expect(clientKeys.some(({ revokedAt }) => revokedAt === null)).toBe(true);
  expect(credentials.some(({ deletedAt }) => deletedAt === null)).toBe(true);

  // Gates are told what is so, of each thing and nothing else.
  const book = new Map((await database.select().from(keyBook)).map((row) => [row.id, row.entry]));
  for (const key of mastercardKeys) {
    const revokedAt = key.revokedAt?.toISOString() ?? null;
    expect(book.get(key.id)).toMatchObject({ active: key.active, revokedAt, kid: key.kid });
  }
  for (const key of clientKeys) {
    const told = book.get(key.id);
    expect(told).toMatchObject({ kid: key.kid, revokedAt: key.revokedAt?.toISOString() ?? null });
    expect((told as { privateKey: unknown }).privateKey === null).toBe(key.revokedAt !== null);
    // What was reported is out of use for good, and what is in use can be opened.
    if (key.compromisedAt !== null) expect(key.revokedAt).not.toBeNull();
    if (key.revokedAt === null) expect(key.privateKey).not.toBeNull();
  }
  for (const credential of credentials) {
    const told = book.get(credential.id);
    if (credential.deletedAt !== null) expect(told).toBeNull();
    else expect(told).toMatchObject({ version: credential.version, secrets: credential.secrets });
  }

  // The trail is one chain without a gap.
  let previous: Buffer = NO_PREDECESSOR;
  for (const [index, entry] of trail.entries()) {
    expect(entry.number).toBe(index + 1);
    expect(entry.hash).toEqual(hashEntry({ ...entry, at: entry.at.toISOString() }, previous));
    previous = entry.hash;
  }
}

/** What was due when a worker came alone: it has ended, and the key is the active one if the rules let it be. */
async function expectCarriedOut(world: World, before: State, now: number): Promise<void> {
  const { pending, mastercardKeys } = await stateOf(world);
  for (const due of before.pending.filter(({ at }) => at.getTime() <= now)) {
    expect(pending.map(({ id }) => id)).not.toContain(due.id);
    const key = mastercardKeys.find(({ id }) => id === due.keyId);
    const allowed = key?.revokedAt === null && key.notAfter.getTime() > now;
    const wasActive = before.mastercardKeys.find(({ id }) => id === due.keyId)?.active;
    expect(key?.active).toBe(allowed || wasActive);
  }
}

async function newWorld(): Promise<World> {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const projectId: string = body.project.id;
  return {
    projectId,
    environmentId: body.project.environments[0].id,
    at: `/api/v1/projects/${projectId}`,
    ada,
  };
}

test(`whatever happens to keys and credentials in ${RUNS * STEPS_A_RUN} steps, alone or at the same moment, no rule breaks`, {
  timeout: RUNS * 60_000,
}, async () => {
  let done = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: STEPS_A_RUN, maxLength: STEPS_A_RUN }), async (steps) => {
      const world = await newWorld();
      for (const { days, actions } of steps) {
        desk.advance(days * DAY_MS);
        const before = await stateOf(world);
        const now = desk.now().getTime();
        const answers = await Promise.all(actions.map((what) => carryOut(world, before, what)));
        for (const { status, body } of answers) {
          expect([200, 201, 204, 400, 404, 409], JSON.stringify(body)).toContain(status);
        }
        const [only, another] = actions;
        if (only !== undefined && another === undefined) {
          const expected = expectedStatus(before, only, now);
          if (expected !== 0) expect([only, answers[0]?.status]).toEqual([only, expected]);
          if (only.do === "carry-out-schedules") await expectCarriedOut(world, before, now);
        }
        await expectInvariants(world);
        done += 1;
      }
      // However often the master key was rotated in between, every wrapped value opens.
      expect(await examineCustody(desk)).toMatchObject({ well: true, unopened: [] });
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(done).toBe(RUNS * STEPS_A_RUN);
});
