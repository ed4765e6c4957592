import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockContract, updateContract } from "../contracts/store.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { mails } from "../notifications/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { DAY_MS, wayToProduction } from "./testing/way-to-production.ts";

let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
let way: ReturnType<typeof wayToProduction>;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  alan = await desk.joinOperator("reviewer");
  way = wayToProduction(desk, grace);
});
afterAll(() => desk.close());

async function approved(contract: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
  const project = await way.approved(alan, contract, changes);
  return { ...project, production: (await way.productionOf(project)).id as string };
}
const withdraw = (contractId: string, as = grace) =>
  desk.post(`/api/v1/operator/contracts/${contractId}/withdraw`, { reason: "It was cancelled." }, as);

test("Production stops with its contract's last day: the gate knows the moment and the reason from the approval on", async () => {
  const project = await approved();
  expect(await way.bookEntry(project.production)).toMatchObject({
    status: "active",
    endsAt: `${way.day(11)}T00:00:00.000Z`,
    endReason: "contract-ended",
  });
  expect((await desk.get(`${project.at}/production`, project.ada)).body.access).toEqual({
    status: "active",
    endsAt: `${way.day(11)}T00:00:00.000Z`,
    endReason: "contract-ended",
    endsInDays: 11,
  });
  const open = await approved({ validTo: null });
  expect(await way.bookEntry(open.production)).toMatchObject({ endsAt: null, endReason: null });
});

test("a contract that is withdrawn ends what rests on it at once, in words for the gate, and approves nothing more", async () => {
  const project = await approved();
  const other = await approved();
  const waiting = await way.readyToApprove();
  expect((await withdraw(project.contractId, alan)).status).toBe(403);
  expect((await withdraw(project.contractId)).status).toBe(204);
  const entry = await way.bookEntry(project.production);
  if (entry?.kind !== "environment") throw new Error("not in the book");
  const { endsAt, endReason, status } = entry;
  expect([status, endReason]).toEqual(["active", "contract-withdrawn"]);
  expect(Date.parse(endsAt ?? "")).toBeLessThanOrEqual(desk.now().getTime());
  expect(await way.bookEntry(other.production)).toMatchObject({ endReason: "contract-ended" });
  expect((await withdraw(project.contractId)).body.code).toBe("wrong-state");
  await withdraw(waiting.contractId);
  expect((await desk.get(waiting.desk, grace)).body.missing).toEqual(["contract-missing"]);
  await desk.mailNotices();
  const told = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  expect(told.filter(({ subject }) => subject.includes("has ended"))).toHaveLength(1);
  const trail = await desk.get(`/api/v1/operator/audit?project=${project.id}`, grace);
  expect(trail.body.items.map(({ action }: { action: string }) => action)).toContain("production.ended");
});

test("under a new contract it is asked for again: what there is goes on until two operators have approved that", async () => {
  const project = await approved({ plan: "test-drive-premium" }, { plan: "test-drive-premium" });
  await way.enterContract(project.ada.companyId, { validTo: null, products: ["accounts"] });
  const before = await way.bookEntry(project.production);
  expect((await way.submit(project)).status).toBe(200);
  expect(await way.bookEntry(project.production)).toEqual(before);
  await way.decide(project.desk, alan);
  expect(await way.bookEntry(project.production)).toEqual(before);
  const { body } = await way.decide(project.desk, grace);
  expect(body.request).toMatchObject({ state: "approved", plan: "production" });
  expect(await way.bookEntry(project.production)).toMatchObject({
    plan: "production",
    endsAt: null,
    endReason: null,
    products: ["accounts"],
    upstream: { kind: "url" },
  });
});

test("asked for again and refused, Production runs on to the end of its own contract, also when that is withdrawn later", async () => {
  const project = await approved();
  const before = await way.bookEntry(project.production);
  await way.submit(project);
  await way.decide(project.desk, alan, "refuse");
  expect(await way.bookEntry(project.production)).toEqual(before);
  await withdraw(project.contractId);
  expect(await way.bookEntry(project.production)).toMatchObject({ endReason: "contract-withdrawn" });
});

test("of a deleted project nothing is told to the gates again when its contract is withdrawn", async () => {
  const project = await approved();
  const [credential] = (await way.productionOf(project)).credentials;
  await desk.delete(`${project.at}/credentials/${credential.id}?evenIfLast=true`, project.ada);
  const { name } = (await desk.get(project.at, project.ada)).body.project;
  expect((await desk.post(`${project.at}/delete`, { name }, project.ada)).status).toBe(204);
  expect((await withdraw(project.contractId)).status).toBe(204);
  expect(await way.bookEntry(project.production)).toBeNull();
});

test("a contract that is just being withdrawn while the second pair of eyes approves opens nothing that stays open", async () => {
  for (let round = 0; round < 6; round += 1) {
    const project = await way.readyToApprove();
    await way.decide(project.desk, alan);
    const both = [() => way.decide(project.desk, grace), () => withdraw(project.contractId)];
    if (round % 2 === 1) both.reverse();
    await Promise.all(both.map((one) => one()));
    const { id } = await way.productionOf(project);
    const entry = await way.bookEntry(id);
    if (entry?.kind !== "environment") throw new Error("not in the book");
    expect(entry.status === "pending" || entry.endReason === "contract-withdrawn").toBe(true);
  }
});

test("an approval waits for a withdrawal that is under way, and then rests on nothing", async () => {
  const project = await way.readyToApprove();
  await way.decide(project.desk, alan);
  const answer = await inTransaction(desk.database, async (tx) => {
    await lockContract(tx, project.contractId);
    const approval = way.decide(project.desk, grace);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    await updateContract(tx, project.contractId, {
      withdrawnAt: desk.now(),
      withdrawnBy: grace.id,
      withdrawnByEmail: grace.email,
      withdrawalReason: "Cancelled.",
    });
    return () => approval;
  });
  expect((await answer()).body.code).toBe("not-ready-to-approve");
  expect((await way.productionOf(project)).status).toBe("pending");
});

test("a suspension that nobody has confirmed in three days lapses, is written down, and who had asked is told", async () => {
  const ada = await desk.join();
  const partner = `/api/v1/operator/partners/${ada.companyId}`;
  const suspend = (as: SignedIn) => desk.post(`${partner}/suspend`, { reason: "Not paid." }, as);
  const one = (body: { items: { id: string }[] }) => body.items.find(({ id }) => id === ada.companyId);
  const asked = one((await suspend(alan)).body);
  expect(asked).toMatchObject({ suspension: { askedBy: alan.email, lapsesAt: expect.any(String) } });
  desk.advance(3 * DAY_MS);
  try {
    const late = one((await suspend(grace)).body);
    expect(late).toMatchObject({ suspendedAt: null, suspension: { askedBy: grace.email } });
    const told = await desk.database.select().from(mails).where(eq(mails.recipient, alan.email));
    expect(told.filter(({ subject }) => subject.includes("was not confirmed"))).toHaveLength(1);
    const trail = await desk.get("/api/v1/operator/audit?action=partner.suspension-lapsed", grace);
    expect(trail.body.items).toHaveLength(1);
  } finally {
    desk.advance(-3 * DAY_MS);
  }
});
