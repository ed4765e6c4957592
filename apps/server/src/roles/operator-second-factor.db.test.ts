import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertPasskey } from "../accounts/passkeys/store.ts";
import { accounts, passkeys } from "../accounts/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { DEFAULT_POLICY } from "../key-policy/rules.ts";
import { keyPolicies } from "../key-policy/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { ANY, OPERATOR_CALLS, type OperatorCall } from "./testing/operator-calls.ts";

/*
 * The policy asks operators for a second factor: one who has shown none in their session neither sees nor does anything at the desk, be it
 * that they owed it when they asked, be it that it was asked of them meanwhile.
 */

let desk: TestDesk;
let grace: SignedIn;
let version = 0;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  grace = await desk.joinOperator();
  await lay("choice");
});

/** The next version of the policy, past the use case, by nobody in particular. */
const next = (operatorSecondFactor: "choice" | "required", by: SignedIn) => {
  version += 1;
  const lists = {
    allowedBits: [...DEFAULT_POLICY.allowedBits],
    signatureHashes: [...DEFAULT_POLICY.signatureHashes],
    reminderDays: [...DEFAULT_POLICY.reminderDays],
  };
  const made = { changedAt: new Date(), changedBy: by.id, changedByEmail: by.email };
  return { ...DEFAULT_POLICY, ...lists, ...made, version, operatorSecondFactor };
};
async function lay(operatorSecondFactor: "choice" | "required"): Promise<void> {
  await desk.database.insert(keyPolicies).values(next(operatorSecondFactor, grace));
}

async function addPasskey(person: SignedIn): Promise<void> {
  const passkey = { accountId: person.id, publicKey: Buffer.from("key"), counter: 0, transports: [] };
  const named = { ...passkey, id: person.id, name: "Phone", createdAt: desk.now(), lastUsedAt: null };
  await desk.database.transaction((tx) => insertPasskey(tx, named));
}

const send = ([method, path, body]: OperatorCall) => {
  const at = `/api/v1${path}`;
  return method === "delete" ? desk.delete(at, grace) : desk[method](at, body, grace);
};
const callOf = async (of: (typeof OPERATOR_CALLS)[string]) => (typeof of === "function" ? of(desk) : of);

async function trail(): Promise<unknown> {
  const { rows } = await desk.database.execute(sql`select count(*)::int as entries from audit_entries`);
  return rows[0];
}

test.each(Object.entries(OPERATOR_CALLS))(
  "%s of an operator who owes a second factor is not done",
  async (_, of) => {
    const call = await callOf(of);
    const before = await trail();
    await lay("required");
    expect(await send(call)).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
    expect(await trail()).toEqual(before);
  },
);

test.each(Object.entries(OPERATOR_CALLS))(
  "%s is not done where a second factor comes to be asked of operators at that moment",
  async (_, of) => {
    const call = await callOf(of);
    const before = await trail();
    const answer = await inTransaction(desk.database, async (tx) => {
      await tx.update(accounts).set({ name: "Held" }).where(eq(accounts.id, grace.id));
      const asked = send(call);
      await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
      await tx.insert(keyPolicies).values(next("required", grace));
      return () => asked;
    });
    expect(await answer()).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
    expect(await trail()).toEqual(before);
  },
);

test("who owes one reads nothing of the desk, and everything once it was shown; taken off the account, it counts no more", async () => {
  const { paths } = (await desk.get("/api/v1/openapi.json", null)).body;
  const read = Object.entries(paths as Record<string, Record<string, { responses: object }>>)
    .filter(([path, { get }]) => path.startsWith("/api/v1/operator/") && get !== undefined)
    .map(([path, { get }]) => ({ path: path.replaceAll(/\{[^}]+\}/g, ANY), codes: get?.responses }));
  expect(read.length).toBeGreaterThan(14);
  await lay("required");
  await addPasskey(grace);
  for (const { path } of read) {
    const { status, body } = await desk.get(path, grace);
    expect([path, status, body?.code]).toEqual([path, 403, "second-factor-required"]);
  }
  // Notices name projects and partners.
  expect((await desk.get("/api/v1/notices", grace)).body.code).toBe("second-factor-required");
  const silent = read.filter(({ codes }) => !JSON.stringify(codes).includes("second-factor-required"));
  expect(silent.map(({ path }) => path)).toEqual([]);
  desk.showSecondFactor(grace);
  for (const { path } of read) expect([path, (await desk.get(path, grace)).status]).not.toEqual([path, 403]);
  await desk.database.delete(passkeys).where(eq(passkeys.accountId, grace.id));
  expect((await desk.get("/api/v1/operator/partners", grace)).body.code).toBe("second-factor-required");
});

test("partners owe nothing by it", async () => {
  await lay("required");
  const ada = await desk.join();
  expect((await desk.post("/api/v1/projects", desk.draft(), ada)).status).toBe(201);
  expect((await desk.get("/api/v1/operator/partners", ada)).status).toBe(404);
  expect((await desk.get("/api/v1/notices", ada)).status).toBe(200);
});

test("who asks it of operators has shown one, also by an undo; turning it off is open to whoever has", async () => {
  const put = (operatorSecondFactor: string, seen = version) =>
    desk.put(
      "/api/v1/operator/key-policy",
      { version: seen, policy: { ...DEFAULT_POLICY, operatorSecondFactor } },
      grace,
    );
  const refused = await put("required");
  expect(refused).toMatchObject({ status: 403, body: { code: "second-factor-required" } });
  expect(refused.body.detail).toContain("You would shut yourself out");
  await addPasskey(grace);
  expect((await put("required")).body.code).toBe("second-factor-required");
  desk.showSecondFactor(grace);
  const seen = version;
  expect((await put("required")).status).toBe(200);
  expect((await put("choice", seen + 1)).status).toBe(200);
  version = seen + 2;
  const alan = await desk.joinOperator();
  const undo = (as: SignedIn) => desk.post("/api/v1/operator/key-policy/undo", { version }, as);
  expect((await undo(alan)).body.code).toBe("second-factor-required");
  expect((await undo(grace)).body.policy.operatorSecondFactor).toBe("required");
  version += 1;
});
