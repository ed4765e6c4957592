import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { companies } from "../companies/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { violatedConstraint } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { productionRequests } from "./tables.ts";
import { DAY_MS, wayToProduction } from "./testing/way-to-production.ts";

let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
let way: ReturnType<typeof wayToProduction>;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  way = wayToProduction(desk, grace);
  alan = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());

const kinds = (body: { timeline: { kind: string }[] }) => body.timeline.map(({ kind }) => kind);
const mailsTo = async ({ email }: SignedIn) => {
  await desk.mailNotices();
  return desk.database.select().from(mails).where(eq(mails.recipient, email));
};

test("a draft is kept for the team, and submitted it brings credentials and keys once, pending at every gateway", async () => {
  const project = await way.newProject();
  const draft = { plan: "production", answers: { useCase: "An <b>app</b>.", data: "" } };
  const saved = await desk.put(`${project.at}/production/draft`, draft, project.ada);
  expect(saved.body.request).toMatchObject({ state: "draft", answers: { useCase: "An <b>app</b>." } });
  expect((await way.submit(project, { answers: draft.answers })).body.errors).toHaveLength(3);
  const key = { alias: "prod", certificateRequest: await newRequest() };
  const { status, body } = await way.submit(project, { mastercardEncryptionKey: key });
  expect(status).toBe(201);
  expect(body.issued).toMatchObject({
    partnerId: expect.stringMatching(/^\d+$/),
    partnerSecret: expect.any(String),
    mastercardEncryptionKey: { alias: "prod" },
  });
  const production = await way.productionOf(project);
  expect(production).toMatchObject({ type: "production", status: "pending", plan: "production" });
  expect(production.credentials[0].can.reveal).toEqual({ allowed: false, reason: "secret-not-shown" });
  expect(production.clientEncryptionKeys).toHaveLength(1);
  expect(production.mastercardEncryptionKeys).toMatchObject([{ alias: "prod", status: "active" }]);
  expect(await way.bookEntry(production.id)).toMatchObject({
    status: "pending",
    upstream: { kind: "test-drive" },
  });
  await desk.mailNotices();
  const told = await desk.database.select().from(mails);
  expect(told.map(({ recipient }) => recipient)).toEqual(
    expect.arrayContaining([project.ada.email, grace.email]),
  );
  expect(JSON.stringify(told)).not.toContain(body.issued.partnerSecret);
});

test("the whole key room works in Production, and its secrets are shown once", async () => {
  const project = await way.newProject();
  await way.submit(project);
  const at = `${project.at}/environments/production`;
  const added = await desk.post(`${at}/credentials`, { description: "second" }, project.ada);
  expect([added.status, added.body.issued.partnerSecret.length > 20]).toEqual([201, true]);
  const credential = `${project.at}/credentials/${added.body.credential.id}`;
  expect((await desk.post(`${credential}/reveal`, {}, project.ada)).body.code).toBe("secret-not-shown");
  const rotated = await desk.post(`${credential}/rotate`, { overlapHours: 1 }, project.ada);
  expect(rotated.status).toBe(200);
  expect((await desk.post(`${credential}/reveal`, {}, project.ada)).body.code).toBe("secret-not-shown");
  const client = await desk.post(`${at}/client-encryption-keys`, {}, project.ada);
  expect(client.status).toBe(201);
  const key = { alias: "a", certificateRequest: await newRequest() };
  const first = await desk.post(`${at}/mastercard-encryption-keys`, key, project.ada);
  expect(first.body.key.status).toBe("active");
  const again = { alias: "b", certificateRequest: await newRequest() };
  const second = await desk.post(`${at}/mastercard-encryption-keys`, again, project.ada);
  const keyAt = `${project.at}/mastercard-encryption-keys/${second.body.key.id}`;
  expect((await desk.post(`${keyAt}/rehearsals`, {}, project.ada)).status).toBe(201);
  expect((await desk.post(`${keyAt}/activate`, {}, project.ada)).status).toBe(200);
  expect((await desk.delete(credential, project.ada)).status).toBeLessThan(300);
  const none = await way.newProject();
  const nowhere = await desk.post(
    `${none.at}/environments/production/credentials`,
    { description: "" },
    none.ada,
  );
  expect(nowhere.status).toBe(404);
});

test("approved by a first and by a second pair of eyes, it opens with what the contract holds, and the team is told", async () => {
  const project = await way.readyToApprove();
  const first = await way.decide(project.desk, alan);
  expect(first.body.request).toMatchObject({ state: "in-review", firstBy: alan.email });
  expect((await way.productionOf(project)).status).toBe("pending");
  expect(first.body.can.approve).toEqual({ allowed: false, reason: "second-pair-of-eyes" });
  expect((await way.decide(project.desk, alan)).body.code).toBe("second-pair-of-eyes");
  const second = await way.decide(project.desk, grace);
  expect(second.body.request).toMatchObject({ state: "approved", secondBy: grace.email });
  expect(kinds(second.body.request)).toEqual(["submitted", "first-approval", "approved"]);
  const { id, status } = await way.productionOf(project);
  expect(status).toBe("active");
  expect(await way.bookEntry(id)).toMatchObject({
    status: "active",
    products: ["accounts", "transactions"],
    endsAt: `${way.day(11)}T00:00:00.000Z`,
    upstream: { kind: "url", url: "https://api.provider.example" },
  });
  const told = await mailsTo(project.ada);
  expect(told.filter(({ subject }) => subject.includes("was approved"))).toHaveLength(1);
});

test("Test Drive Premium ends with its contract and goes to Test Drive", async () => {
  const plan = "test-drive-premium";
  const project = await way.readyToApprove({ plan }, { plan });
  await way.decide(project.desk, alan);
  await way.decide(project.desk, grace);
  expect(await way.bookEntry((await way.productionOf(project)).id)).toMatchObject({
    plan,
    endsAt: `${way.day(11)}T00:00:00.000Z`,
    upstream: { kind: "test-drive" },
  });
});

test.each([
  ["that ended yesterday", { validTo: "yesterday" }],
  ["that begins tomorrow", { validFrom: "tomorrow" }],
  ["that nobody has signed", { executedOn: null }],
  ["of the other plan", { plan: "test-drive-premium" }],
])("with a contract %s nobody approves, and the answer says what is missing", async (_what, changes) => {
  const days = { yesterday: way.day(-1), tomorrow: way.day(1) } as Record<string, string>;
  const dated = Object.entries(changes).map(([field, value]) => [field, days[String(value)] ?? value]);
  const project = await way.readyToApprove(Object.fromEntries(dated));
  const { body } = await desk.get(project.desk, grace);
  expect(body.missing).toEqual(["contract-missing"]);
  expect(body.can.approve).toEqual({ allowed: false, reason: "contract-missing" });
  expect((await way.decide(project.desk, grace)).body.code).toBe("not-ready-to-approve");
});

test("without a verified company, or with another company's contract, nobody approves", async () => {
  const project = await way.newProject();
  await way.enterContract((await desk.join()).companyId);
  const { body } = await way.submit(project);
  const at = `/api/v1/operator/requests/${body.production.request.id}`;
  expect((await desk.get(at, grace)).body.missing).toEqual(["company-not-verified", "contract-missing"]);
  expect((await way.decide(at, grace)).body.code).toBe("not-ready-to-approve");
});

test("a contract that ends between the first and the second pair of eyes approves nothing", async () => {
  const project = await way.readyToApprove({ validTo: way.day(0) });
  expect((await way.decide(project.desk, alan)).status).toBe(200);
  desk.advance(DAY_MS);
  try {
    expect((await way.decide(project.desk, grace)).body.code).toBe("not-ready-to-approve");
  } finally {
    desk.advance(-DAY_MS);
  }
  expect((await way.productionOf(project)).status).toBe("pending");
});

test("an operator who is in the project's team decides nothing about it, and the database refuses both pairs of eyes", async () => {
  const project = await way.readyToApprove();
  await addMember(desk.database, { projectId: project.id, email: alan.email, role: "read-only" });
  expect((await desk.get(project.desk, alan)).body.can.refuse).toEqual({
    allowed: false,
    reason: "own-request",
  });
  for (const decision of ["approve", "refuse", "ask"]) {
    expect((await way.decide(project.desk, alan, decision)).body.code).toBe("own-request");
  }
  const set = (fields: Partial<typeof productionRequests.$inferInsert>) =>
    desk.database
      .update(productionRequests)
      .set(fields)
      .where(eq(productionRequests.projectId, project.id))
      .then(() => null, violatedConstraint);
  const [contract] = (await desk.get("/api/v1/operator/contracts", grace)).body.items;
  const approved = { state: "approved", contractId: contract.id } as const;
  expect(await set({ firstBy: alan.id })).toBe("production_requests_not_of_members");
  expect(await set({ firstBy: project.ada.id })).toBe("production_requests_not_of_members");
  const third = await desk.joinOperator();
  expect(await set({ ...approved, firstBy: grace.id, secondBy: grace.id })).toBe(
    "production_requests_four_eyes",
  );
  expect(await set({ ...approved, secondBy: grace.id })).toBe("production_requests_approved");
  expect(await set({ ...approved, firstBy: grace.id })).toBe("production_requests_approved");
  expect(await set({ ...approved, firstBy: third.id, secondBy: project.ada.id })).toMatch(/members|ones_own/);
});

test("of an approval and a withdrawal at the same moment one is done, and the environment agrees", async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 8; round += 1) {
    const project = await way.readyToApprove();
    await way.decide(project.desk, alan);
    const approve = () => way.decide(project.desk, grace);
    const withdraw = () => desk.post(`${project.at}/production/withdraw`, {}, project.ada);
    const both = round % 2 === 0 ? [approve(), withdraw()] : [withdraw(), approve()];
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { state } = (await desk.get(`${project.at}/production`, project.ada)).body.request;
    const { id, status } = await way.productionOf(project);
    expect([state, status]).toEqual(state === "approved" ? ["approved", "active"] : ["withdrawn", "pending"]);
    expect(await way.bookEntry(id)).toMatchObject({ status });
    outcomes.add(state);
  }
  expect(outcomes.size).toBeGreaterThan(0);
});

test("of many who submit at once one makes the environment, and its keys are the only ones", async () => {
  const project = await way.newProject();
  const answers = await Promise.all(Array.from({ length: 4 }, () => way.submit(project)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  const production = await way.productionOf(project);
  expect([production.credentials.length, production.clientEncryptionKeys.length]).toEqual([1, 1]);
});

test("of two operators who approve first at once both may, one after the other, and never the same one twice", async () => {
  const project = await way.readyToApprove();
  const answers = await Promise.all([
    way.decide(project.desk, grace),
    way.decide(project.desk, grace),
    way.decide(project.desk, alan),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  const { body } = await desk.get(project.desk, grace);
  expect(new Set([body.request.firstBy, body.request.secondBy])).toEqual(new Set([alan.email, grace.email]));
});

test("asked back, refused and withdrawn, a request is resubmitted with the keys it has; a first approval doesn't outlive that", async () => {
  const project = await way.readyToApprove();
  expect((await way.decide(project.desk, alan, "ask", null)).status).toBe(400);
  await way.decide(project.desk, alan);
  await way.decide(project.desk, alan, "ask", "How many users?");
  const again = await way.submit(project, { plan: "test-drive-premium" });
  expect([again.status, again.body.issued]).toEqual([200, null]);
  expect((await desk.get(project.desk, grace)).body.request).toMatchObject({
    state: "resubmitted",
    firstBy: null,
  });
  expect((await way.productionOf(project)).plan).toBe("test-drive-premium");
  await way.decide(project.desk, grace, "refuse", "Not this way.");
  await way.submit(project);
  await desk.post(`${project.at}/production/comments`, { text: "Thank you." }, project.ada);
  await desk.post(`${project.at}/production/withdraw`, {}, project.ada);
  const { body } = await way.submit(project);
  expect(kinds(body.production.request)).toEqual([
    "submitted",
    "first-approval",
    "more-information",
    "resubmitted",
    "refused",
    "resubmitted",
    "comment",
    "withdrawn",
    "resubmitted",
  ]);
  expect((await way.submit(project)).body.code).toBe("wrong-state");
});

test("a suspended partner's calls stop in every environment, nothing new is made, and resumed all is as before", async () => {
  const project = await way.readyToApprove();
  await way.decide(project.desk, alan);
  const partner = `/api/v1/operator/partners/${project.ada.companyId}`;
  const suspend = (as: SignedIn) => desk.post(`${partner}/suspend`, { reason: "Not paid." }, as);
  expect((await suspend(alan)).status).toBe(200);
  const before = (await desk.get(project.at, project.ada)).body.project.environments;
  expect(before.map(({ status }: { status: string }) => status)).toEqual(["active", "pending"]);
  expect((await suspend(alan)).body.code).toBe("second-pair-of-eyes");
  expect((await suspend(grace)).status).toBe(200);
  for (const { id } of before) expect(await way.bookEntry(id)).toMatchObject({ status: "suspended" });
  expect((await desk.post("/api/v1/projects", desk.draft(), project.ada)).body.code).toBe(
    "partner-suspended",
  );
  expect((await way.decide(project.desk, grace)).body.code).toBe("not-ready-to-approve");
  expect((await suspend(grace)).body.code).toBe("wrong-state");
  expect((await desk.post(`${partner}/resume`, {}, alan)).status).toBe(200);
  const [sandbox, production] = before;
  expect(await way.bookEntry(sandbox.id)).toMatchObject({ status: "active" });
  expect(await way.bookEntry(production.id)).toMatchObject({ status: "pending" });
  expect((await way.decide(project.desk, grace)).status).toBe(200);
});

test("a project that is made while its partner is just being suspended is refused", async () => {
  const ada = await desk.join(false);
  const suspendedAt = new Date();
  const [suspensionAskedBy, suspensionConfirmedBy] = [alan.id, grace.id];
  let made: ReturnType<TestDesk["post"]> | null = null;
  await desk.database.transaction(async (tx) => {
    await tx
      .update(companies)
      .set({ suspendedAt, suspensionAskedBy, suspensionConfirmedBy })
      .where(eq(companies.id, ada.companyId ?? ""));
    let answered = false;
    made = desk.post("/api/v1/projects", desk.draft(), ada).finally(() => {
      answered = true;
    });
    await expect
      .poll(async () => answered || (await waitingForLocks(desk.database)) > 0, { timeout: 10_000 })
      .toBe(true);
    expect(answered).toBe(false);
  });
  expect((await (made as unknown as ReturnType<TestDesk["post"]>)).body.code).toBe("partner-suspended");
});

test("encryption keys are offered and withheld by administrators; reviewers see and don't change", async () => {
  const ada = await desk.join(false);
  const at = `/api/v1/operator/partners/${ada.companyId}/encryption-keys`;
  expect((await desk.put(at, { enabled: true }, alan)).status).toBe(403);
  expect((await desk.put(at, { enabled: true }, grace)).status).toBe(200);
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  expect(body.project.environments[0].clientEncryptionKeys).toHaveLength(1);
  expect((await way.enterContract(ada.companyId)).status).toBe(201);
  const contract = { number: "C-1", companyId: ada.companyId, plan: "production", products: ["accounts"] };
  const term = { validFrom: way.day(0), validTo: null, executedOn: null };
  const enter = (as: SignedIn) =>
    desk.post("/api/v1/operator/contracts", { contract: { ...contract, ...term } }, as);
  expect((await enter(alan)).status).toBe(403);
  expect((await enter(grace)).body.code).toBe("contract-number-taken");
});

test("read-only members see a request and do nothing with it; strangers and partners at the operators' desk find nothing", async () => {
  const project = await way.readyToApprove();
  const [member, stranger] = [await desk.join(), await desk.join()];
  await addMember(desk.database, { projectId: project.id, email: member.email, role: "read-only" });
  const seen = (await desk.get(`${project.at}/production`, member)).body;
  expect(seen.request.state).toBe("submitted");
  expect(Object.values(seen.can)).toEqual(Array(4).fill({ allowed: false, reason: "not-allowed" }));
  for (const [as, status] of [
    [member, 403],
    [stranger, 404],
  ] as const) {
    const answers = [
      await way.submit({ ...project, ada: as }),
      await desk.put(`${project.at}/production/draft`, { plan: "production", answers: {} }, as),
      await desk.post(`${project.at}/production/withdraw`, {}, as),
      await desk.post(`${project.at}/production/comments`, { text: "Hello" }, as),
    ];
    expect(answers.map((answer) => answer.status)).toEqual(Array(4).fill(status));
  }
  expect((await desk.get(`${project.at}/production`, stranger)).status).toBe(404);
  for (const path of ["requests", "contracts", "partners"]) {
    expect((await desk.get(`/api/v1/operator/${path}`, project.ada)).status).toBe(404);
  }
  expect((await way.decide(project.desk, project.ada)).status).toBe(404);
});

test("the team is told of each step of a request and of a suspension, each once; operators of the request alone; which operator it was, nobody", async () => {
  const project = await way.readyToApprove();
  await way.decide(project.desk, grace, "ask", "Which <b>banks</b>?");
  await way.submit(project);
  await way.decide(project.desk, grace, "refuse", "Not yet.");
  await way.submit(project);
  await desk.post(`${project.at}/production/withdraw`, {}, project.ada);
  await way.submit(project);
  await way.decide(project.desk, alan);
  await way.decide(project.desk, grace, "approve", null);
  const partner = `/api/v1/operator/partners/${project.ada.companyId}`;
  await desk.post(`${partner}/suspend`, { reason: "Not paid." }, alan);
  await desk.post(`${partner}/suspend`, { reason: "Not paid." }, grace);
  await desk.post(`${partner}/resume`, {}, alan);
  const { items } = (await desk.get("/api/v1/notices", project.ada)).body;
  expect(items.map(({ kind }: { kind: string }) => kind).reverse()).toEqual([
    "project.created",
    "production.requested",
    "production.more-information",
    "production.requested",
    "production.refused",
    "production.requested",
    "production.withdrawn",
    "production.requested",
    "production.approved",
    "partner.suspended",
    "partner.resumed",
  ]);
  const told = await mailsTo(project.ada);
  const asked = told.find(({ subject }) => subject.includes("more information"));
  expect(asked?.body).toContain("Which <b>banks</b>?");
  expect(asked?.html).toContain("Which &lt;b&gt;banks&lt;/b&gt;?");
  const decided = told.filter(({ subject }) =>
    /more information|refused|approved|suspended|resumed/.test(subject),
  );
  expect(decided).toHaveLength(5);
  expect(decided.some(({ body }) => body.includes(grace.email) || body.includes(alan.email))).toBe(false);
  const others = (await mailsTo(alan)).filter(({ subject }) => subject.includes(items[0].project.name));
  expect(new Set(others.map(({ subject }) => subject.split(" ", 1)[0]))).toEqual(new Set(["Production"]));
});
