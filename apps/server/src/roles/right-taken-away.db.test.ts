import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { lockAccount, setRemoved } from "../accounts/store.ts";
import { accounts } from "../accounts/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import type { OperatorRole } from "../permissions.ts";
import { ELSEWHERE, OPERATOR_CALLS, type OperatorCall } from "./testing/operator-calls.ts";

/*
 * An operator's right is looked at when the request comes, and again in its transaction. Between the two somebody takes the right away here:
 * nothing may happen any more. The right is asked for first, so nothing else that a call names has to be there.
 */

let desk: TestDesk;
let grace: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  grace = await desk.joinOperator();
});

/** Does the call, and takes the right away once the call waits for the account. */
async function whileLosing(call: OperatorCall, role: OperatorRole | null) {
  const [method, path, body] = call;
  const answer = await inTransaction(desk.database, async (tx) => {
    const account = await lockAccount(tx, grace.id);
    if (account === null) throw new Error("there is no such operator");
    if (role === null) await setRemoved(tx, account, new Date());
    else await tx.update(accounts).set({ operatorRole: role }).where(eq(accounts.id, account.id));
    const at = `/api/v1${path}`;
    const asked = method === "delete" ? desk.delete(at, grace) : desk[method](at, body, grace);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    return () => asked;
  });
  return answer();
}

async function trail(): Promise<unknown> {
  const { rows } = await desk.database.execute(sql`select count(*)::int as entries from audit_entries`);
  return rows[0];
}

test("every operation by which operators change something is among the calls", async () => {
  const { paths } = (await desk.get("/api/v1/openapi.json", null)).body;
  const changing = Object.entries(paths as Record<string, Record<string, { operationId: string }>>)
    .filter(([path]) => path.includes("/operator/"))
    .flatMap(([, operations]) => Object.entries(operations))
    .filter(([method]) => method !== "get")
    .map(([, { operationId }]) => operationId);
  expect(changing.filter((name) => !ELSEWHERE.includes(name)).sort()).toEqual(
    Object.keys(OPERATOR_CALLS).sort(),
  );
});

test.each(Object.entries(OPERATOR_CALLS))(
  "%s of an operator who is removed at that moment is not done",
  async (_, of) => {
    const call = typeof of === "function" ? await of(desk) : of;
    const before = await trail();
    const { status, body } = await whileLosing(call, null);
    expect([status, body?.detail]).toEqual([404, "There is nothing at this address."]);
    expect(await trail()).toEqual(before);
  },
);

test("what is for administrators is not done by one who is made a reviewer at that moment, and what is for both is", async () => {
  const change = OPERATOR_CALLS.changeApiService as OperatorCall;
  expect((await whileLosing(change, "reviewer")).body.code).toBe("not-allowed");
  grace = await desk.joinOperator();
  const decide = OPERATOR_CALLS.decideProductionRequest as OperatorCall;
  expect((await whileLosing(decide, "reviewer")).body.detail).toBe("There is no such request.");
});
