import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changeOperatorRole } from "../../accounts/change-operator-role.ts";
import { removeOperator } from "../../accounts/remove-operator.ts";
import { lockAccount } from "../../accounts/store.ts";
import { auditEntries } from "../../audit/tables.ts";
import { waitingForLocks } from "../../database/testing/waiting-for-locks.ts";
import { inTransaction, violatedConstraint } from "../../database/transaction.ts";
import type { OperatorWho, SignedIn } from "../../http/signed-in.ts";
import { keyBook } from "../../key-book/tables.ts";
import { languagesOf } from "../../notices/store.ts";
import { mails } from "../../notifications/tables.ts";
import { openTestDesk, type TestDesk } from "../../onboarding/testing/open-desk.ts";
import { lockService } from "../store.ts";
import { apiServiceProposals, apiServices } from "../tables.ts";
import { dropProposalsOf, lapseProposals } from "./drop.ts";

/*
 * Who holds one administrator's session must not be able to send the calls of all partners elsewhere, or in the clear.
 */

const DAY_MS = 86_400_000;
const PATH = "/api/v1/operator/api-services";
const FIELDS = {
  name: "Weather",
  region: "Everywhere",
  description: "Of each day.",
  commercialCountries: ["US"],
  sandboxUrl: "https://sandbox.weather.example",
  productionUrl: "https://weather.example/v1",
  payloadPolicy: "required",
  requestField: "encryptedData",
  responseField: "encryptedData",
  fieldLevel: false,
  offered: true,
  products: [{ id: "days", name: "Days" }],
  questions: [],
};
const documentOf = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "Weather API", version: "7" },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { tags: ["Days"] } }])),
  });
const ELSEWHERE = "https://elsewhere.example";
const SETTING = { mail: () => ({ provider: "Mastercard", publicUrl: "https://desk.example" }) };

let desk: TestDesk;
let grace: SignedIn;
let alan: SignedIn;
let kay: SignedIn;
let reviewer: SignedIn;
let count = 0;
let id = "";
beforeAll(async () => {
  desk = await openTestDesk();
  reviewer = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());
/** A service of the test's own, offered, with three administrators. */
beforeEach(async () => {
  [grace, alan, kay] = [await desk.joinOperator(), await desk.joinOperator(), await desk.joinOperator()];
  count += 1;
  id = `weather-${count}`;
  await desk.post(PATH, { id, service: { ...FIELDS, offered: false, products: [] } }, grace);
  await desk.put(`${PATH}/${id}/document`, { version: 1, document: documentOf("/days") }, grace);
  expect((await change({}, 2)).status).toBe(200);
});

const change = (changes: object, version = 3, as = grace) =>
  desk.put(`${PATH}/${id}`, { version, service: { ...FIELDS, ...changes } }, as);
/** A partner's project asks for Production: credentials for it are there, and calls will go where the service says. */
async function goToProduction() {
  const ada = await desk.join();
  const { project } = (await desk.post("/api/v1/projects", desk.draft({ apiService: id }), ada)).body;
  const at = `/api/v1/projects/${project.id}`;
  const { status } = await desk.post(`${at}/environments`, { plan: "production", answers: {} }, ada);
  expect(status).toBe(201);
  return { ada, at, name: project.name };
}
const read = async (as = alan) => (await desk.get(`${PATH}/${id}`, as)).body;
/** @returns the proposal's id */
async function propose(changes: object = { productionUrl: ELSEWHERE }, as = grace): Promise<string> {
  const { status, body } = await change(changes, (await read()).service.version, as);
  expect(status).toBe(202);
  return body.proposal.id;
}
const decide = (proposal: string, decision: "confirm" | "decline", as = alan) =>
  desk.post(`${PATH}/${id}/proposals/${proposal}/decision`, { decision }, as);
const takeBack = (proposal: string, as = grace) => desk.delete(`${PATH}/${id}/proposals/${proposal}`, as);
async function upstream() {
  const [row] = await desk.database.select().from(keyBook).where(eq(keyBook.id, id));
  return row?.entry?.kind === "api-service" ? row.entry.upstreams.production : undefined;
}
async function actions() {
  const rows = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subject, `api-service:${id}`))
    .orderBy(auditEntries.number);
  return rows.map(({ action }) => action.replace("api-service.", "")).slice(3);
}
/** Subjects of the mails to somebody about this test's service, the oldest first. */
async function told(person = reviewer): Promise<string[]> {
  const rows = await desk.database.select().from(mails).where(eq(mails.recipient, person.email));
  return rows
    .filter(({ body }) => body.includes(`/operator/api-services/${id}\n`))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ subject }) => subject.replace(/^“Weather”: /, ""));
}
const stateOf = async (proposal: string) =>
  (await desk.database.select().from(apiServiceProposals).where(eq(apiServiceProposals.id, proposal)))[0]
    ?.state;
function acting(as: SignedIn): OperatorWho {
  const origin = { accountId: as.id, actor: as.email, address: "192.0.2.1", requestId: "test" };
  const signedIn = { ...as, operatorRole: as.operatorRole ?? "reviewer" };
  return { signedIn, action: "operator.manage", origin, now: desk.now() };
}
/** Both wait at the service, so that neither is done before the other has begun. */
async function atOnce<T>(...calls: readonly (() => Promise<T>)[]): Promise<T[]> {
  const both = await inTransaction(desk.database, async (tx) => {
    await lockService(tx, id);
    const asked = calls.map((call) => call());
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThanOrEqual(calls.length);
    return () => Promise.all(asked);
  });
  return both();
}

test("one administrator sends nobody's Production elsewhere: the change waits, every operator is told, and nothing is different yet", async () => {
  await goToProduction();
  const { status, body } = await change({ productionUrl: ELSEWHERE, payloadPolicy: "off", region: "Here" });
  expect(status).toBe(202);
  expect(body.service).toMatchObject({ ...FIELDS, version: 3 });
  expect(await upstream()).toBe(FIELDS.productionUrl);
  const seen = await read();
  expect(seen.usedInProduction).toBe(true);
  expect(seen.proposal).toMatchObject({
    proposedBy: grace.email,
    outdated: false,
    changes: [
      { field: "region", before: "Everywhere", after: "Here" },
      { field: "productionUrl", before: FIELDS.productionUrl, after: ELSEWHERE },
      { field: "payloadPolicy", before: "required", after: "off" },
    ],
    can: {
      confirm: { allowed: true },
      decline: { allowed: true },
      takeBack: { allowed: false, reason: "not-allowed" },
    },
  });
  expect((await read(reviewer)).proposal.can.confirm).toEqual({ allowed: false, reason: "not-allowed" });
  expect((await read(grace)).proposal.can).toEqual({
    confirm: { allowed: false, reason: "second-pair-of-eyes" },
    decline: { allowed: false, reason: "second-pair-of-eyes" },
    takeBack: { allowed: true },
  });
  const { items } = (await desk.get(PATH, reviewer)).body;
  expect(items.filter((item: { changeWaits: boolean }) => item.changeWaits)).toMatchObject([{ id }]);
  for (const person of [grace, alan, kay, reviewer])
    expect(await told(person)).toEqual(["a change at the gate waits for a second administrator"]);
  expect(await actions()).toEqual(["change-proposed"]);
});

test("another administrator confirms it: it is in force at the gates, once, and every operator is told", async () => {
  await goToProduction();
  const proposal = await propose({ productionUrl: ELSEWHERE, name: "Wind" });
  const confirmed = await decide(proposal, "confirm");
  expect(confirmed.status).toBe(200);
  expect(confirmed.body.service).toMatchObject({ productionUrl: ELSEWHERE, name: "Wind", version: 4 });
  expect(confirmed.body).toMatchObject({ proposal: null, service: { changedBy: alan.email } });
  expect(await upstream()).toBe(ELSEWHERE);
  expect((await decide(proposal, "confirm", kay)).body).toMatchObject({
    code: "wrong-state",
    detail: "The change is confirmed already.",
  });
  expect(await told()).toEqual([
    "a change at the gate waits for a second administrator",
    "a change at the gate is in force",
  ]);
  expect(await actions()).toEqual(["change-proposed", "change-confirmed"]);
  const [entry] = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "api-service.change-confirmed"));
  expect(entry).toMatchObject({
    actor: alan.email,
    before: { name: "Weather", productionUrl: FIELDS.productionUrl },
    after: { name: "Wind", productionUrl: ELSEWHERE, askedBy: grace.email },
  });
});

test("nobody confirms or declines what they have proposed themselves, and the database refuses it too", async () => {
  await goToProduction();
  const proposal = await propose();
  for (const decision of ["confirm", "decline"] as const)
    expect((await decide(proposal, decision, grace)).body.code).toBe("second-pair-of-eyes");
  expect((await decide(proposal, "confirm", reviewer)).body.code).toBe("not-allowed");
  expect((await takeBack(proposal, alan)).body.code).toBe("not-allowed");
  const settle = (person: SignedIn, state: "confirmed" | "declined") =>
    desk.database
      .update(apiServiceProposals)
      .set({ state, settledAt: desk.now(), settledBy: person.id, settledByEmail: person.email })
      .where(eq(apiServiceProposals.id, proposal))
      .then(() => null, violatedConstraint);
  expect(await settle(grace, "declined")).toBe("api_service_proposals_four_eyes");
  expect(await settle(grace, "confirmed")).toBe("api_service_proposals_by_two");
  expect(await settle(reviewer, "confirmed")).toBe("api_service_proposals_by_two");
  expect(await upstream()).toBe(FIELDS.productionUrl);
});

test("the database itself changes nothing at the gate without a confirmed proposal, and nothing of what was proposed", async () => {
  const partner = await goToProduction();
  const set = (columns: Partial<typeof apiServices.$inferInsert>) =>
    desk.database
      .update(apiServices)
      .set(columns)
      .where(eq(apiServices.id, id))
      .then(() => null, violatedConstraint);
  for (const columns of [
    { productionUrl: ELSEWHERE },
    { sandboxUrl: null },
    { payloadPolicy: "off" as const },
    { requestField: "a" },
    { responseField: "a" },
    { fieldLevel: true },
  ])
    expect(await set(columns)).toBe("api_services_gate_by_two");
  expect(await set({ region: "Here" })).toBe(null);
  const proposal = await propose();
  const forge = (columns: Partial<typeof apiServiceProposals.$inferInsert>) =>
    desk.database
      .update(apiServiceProposals)
      .set(columns)
      .where(eq(apiServiceProposals.id, proposal))
      .then(() => null, violatedConstraint);
  expect(await forge({ after: { productionUrl: "https://third.example" } })).toBe(
    "api_service_proposals_fixed",
  );
  await decide(proposal, "decline");
  expect(await forge({ state: "open", settledAt: null, settledBy: null, settledByEmail: null })).toBe(
    "api_service_proposals_fixed",
  );
  expect(await set({ productionUrl: ELSEWHERE })).toBe("api_services_gate_by_two");
  // Of a project that is deleted nothing goes anywhere.
  const { environments } = (await desk.get(partner.at, partner.ada)).body.project;
  for (const { id: credential } of environments[1].credentials)
    await desk.delete(`${partner.at}/credentials/${credential}?evenIfLast=true`, partner.ada);
  expect((await desk.post(`${partner.at}/delete`, { name: partner.name }, partner.ada)).status).toBe(204);
  expect(await set({ productionUrl: ELSEWHERE })).toBe(null);
});

test("what is declined or taken back changes nothing, is told, and makes room for another", async () => {
  await goToProduction();
  const declined = await propose();
  expect((await change({ fieldLevel: true }, 3, alan)).body).toMatchObject({
    code: "api-service-change-waits",
    detail: expect.stringContaining(grace.email),
  });
  expect((await decide(declined, "decline")).body.proposal).toBe(null);
  const taken = await propose({ sandboxUrl: null, offered: false });
  expect((await takeBack(taken)).status).toBe(204);
  for (const [proposal, says] of [
    [declined, "The change was declined meanwhile."],
    [taken, "The change was taken back meanwhile."],
  ] as const)
    expect((await decide(proposal, "confirm", kay)).body.detail).toBe(says);
  await propose({ requestField: "data" }, alan);
  expect((await read()).service).toMatchObject({ ...FIELDS, version: 3 });
  expect(await actions()).toEqual([
    "change-proposed",
    "change-declined",
    "change-proposed",
    "change-taken-back",
    "change-proposed",
  ]);
  expect(await told()).toEqual([
    "a change at the gate waits for a second administrator",
    "a change at the gate was declined",
    "a change at the gate waits for a second administrator",
    "a change at the gate was taken back",
    "a change at the gate waits for a second administrator",
  ]);
});

test("what was proposed on another version is not put in force: somebody would confirm what they haven't seen", async () => {
  await goToProduction();
  const proposal = await propose();
  expect((await change({ region: "Here" }, 3, kay)).status).toBe(200);
  expect((await read()).proposal).toMatchObject({
    outdated: true,
    can: { confirm: { reason: "api-service-changed" }, decline: { allowed: true } },
  });
  const { status, body } = await decide(proposal, "confirm");
  expect([status, body.code]).toEqual([409, "api-service-changed"]);
  expect(body.detail).toContain(kay.email);
  expect(await upstream()).toBe(FIELDS.productionUrl);
  expect((await decide(proposal, "decline")).status).toBe(200);
});

test("a proposal is decided at its own service, and what there isn't can't be decided", async () => {
  await goToProduction();
  const proposal = await propose();
  const other = await desk.post(
    `${PATH}/open-finance-us/proposals/${proposal}/decision`,
    { decision: "confirm" },
    alan,
  );
  expect([other.status, other.body.detail]).toEqual([404, "There is no such proposal of this API service."]);
  expect((await decide(crypto.randomUUID(), "confirm")).status).toBe(404);
});

test("of two who confirm at once one does, and of two who propose at once one", async () => {
  await goToProduction();
  const proposals = await atOnce(
    () => change({ productionUrl: ELSEWHERE }),
    () => change({ productionUrl: "https://third.example" }, 3, alan),
  );
  expect(proposals.map(({ status }) => status).sort()).toEqual([202, 409]);
  const { proposal } = await read();
  const by = proposal.proposedBy === grace.email ? grace : alan;
  const other = by === grace ? alan : grace;
  const answers = await atOnce(
    () => decide(proposal.id, "confirm", other),
    () => decide(proposal.id, "confirm", kay),
  );
  expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, "wrong-state"]);
  expect((await read()).service.version).toBe(4);
  expect(await actions()).toEqual(["change-proposed", "change-confirmed"]);
});

test("of a confirmation and a change of mind at once one counts, and what is in force says which", async () => {
  await goToProduction();
  for (let round = 0; round < 3; round += 1) {
    const before = await upstream();
    const url = `https://elsewhere${round}.example`;
    const proposal = await propose({ productionUrl: url });
    const [confirmed, taken] = await atOnce(
      () => decide(proposal, "confirm"),
      () => takeBack(proposal),
    );
    const state = await stateOf(proposal);
    expect([confirmed?.status, taken?.status, state, await upstream()]).toEqual(
      state === "confirmed" ? [200, 409, "confirmed", url] : [409, 204, "taken-back", before],
    );
  }
});

test("what an administrator has proposed falls when they are removed, or made a reviewer, and doesn't come back with the role", async () => {
  await goToProduction();
  const context = {
    database: desk.database,
    mail: SETTING.mail,
    languagesOf,
    dropAskedBy: (...[tx, who, accountId]: [Parameters<typeof dropProposalsOf>[0], OperatorWho, string]) =>
      dropProposalsOf(tx, SETTING, who, accountId),
  };
  const removed = await propose({ productionUrl: ELSEWHERE }, kay);
  await removeOperator(context, acting(alan), kay.id);
  expect((await decide(removed, "confirm")).body).toMatchObject({
    code: "wrong-state",
    detail: expect.stringContaining("changes API services no more"),
  });
  const lowered = await propose();
  await changeOperatorRole(context, acting(alan), { accountId: grace.id, role: "reviewer" });
  const back = { accountId: grace.id, role: "administrator" } as const;
  const second = await desk.joinOperator();
  expect(await changeOperatorRole(context, acting(alan), back)).toBe("waits");
  expect(await changeOperatorRole(context, acting(second), back)).toBe("done");
  expect((await decide(lowered, "confirm")).body.code).toBe("wrong-state");
  expect([await stateOf(removed), await stateOf(lowered)]).toEqual(["dropped", "dropped"]);
  expect((await read()).proposal).toBe(null);
  expect((await told()).filter((subject) => subject.includes("dropped"))).toHaveLength(2);
  expect(await upstream()).toBe(FIELDS.productionUrl);
});

test("a confirmation that comes while its proposer is being removed waits for that, and puts nothing in force", async () => {
  await goToProduction();
  const proposal = await propose();
  const answer = await inTransaction(desk.database, async (tx) => {
    // As a removal begins: every administrator is held.
    for (const person of [grace, alan]) await lockAccount(tx, person.id);
    const asked = decide(proposal, "confirm");
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    await dropProposalsOf(tx, SETTING, acting(kay), grace.id);
    return () => asked;
  });
  expect((await answer()).body.code).toBe("wrong-state");
  expect(await upstream()).toBe(FIELDS.productionUrl);
});

test("what nobody has confirmed within three days lapses, once, also with two workers, and makes room", async () => {
  await goToProduction();
  const proposal = await propose();
  const later = new Date(desk.now().getTime() + 3 * DAY_MS);
  expect(await lapseProposals(desk.database, SETTING, new Date(later.getTime() - 60_000))).toBe(0);
  desk.advance(3 * DAY_MS);
  expect((await read()).proposal).toBe(null);
  expect((await decide(proposal, "confirm")).body.detail).toContain("has lapsed");
  const sweeps = await Promise.all([1, 2].map(() => lapseProposals(desk.database, SETTING, later)));
  expect(sweeps.reduce((sum, lapsed) => sum + lapsed, 0)).toBeGreaterThanOrEqual(1);
  expect(await actions()).toEqual(["change-proposed", "change-lapsed"]);
  const forgotten = await propose({ fieldLevel: true });
  desk.advance(3 * DAY_MS);
  await propose({ fieldLevel: true }, alan);
  expect(await stateOf(forgotten)).toBe("lapsed");
});

test.each(["http://10.0.0.8/", "https://inside.weather.example"])(
  "an address that is not allowed any more is refused at the confirmation as well: %s",
  async (productionUrl) => {
    await goToProduction();
    const proposal = await propose();
    await desk.database.execute(
      sql`alter table api_service_proposals disable trigger api_service_proposals_fixed`,
    );
    await desk.database
      .update(apiServiceProposals)
      .set({ after: { productionUrl } })
      .where(eq(apiServiceProposals.id, proposal));
    await desk.database.execute(
      sql`alter table api_service_proposals enable trigger api_service_proposals_fixed`,
    );
    const { status, body } = await decide(proposal, "confirm");
    expect([status, body.errors[0].pointer]).toEqual([400, "/service/productionUrl"]);
    expect(await stateOf(proposal)).toBe("open");
  },
);

test("a product that a contract has come to name since is not removed by a confirmation", async () => {
  const { ada } = await goToProduction();
  const operations = [{ method: "GET", path: "/days", product: null }];
  await desk.put(`${PATH}/${id}/operations`, { version: 3, operations }, grace);
  const proposal = await propose({ productionUrl: ELSEWHERE, products: [{ id: "nights", name: "Nights" }] });
  const contract = {
    number: `C-${id}`,
    companyId: ada.companyId,
    apiService: id,
    plan: "production",
    products: ["days"],
    validFrom: "2026-01-01",
    validTo: null,
    executedOn: "2026-01-01",
  };
  expect((await desk.post("/api/v1/operator/contracts", { contract }, grace)).status).toBe(201);
  const { status, body } = await decide(proposal, "confirm");
  expect([status, body.errors[0].pointer]).toEqual([400, "/service/products"]);
});

test("a service that no Production rests on, and what isn't about the gate, is changed at once; the first is told", async () => {
  expect((await change({ productionUrl: ELSEWHERE })).status).toBe(200);
  expect(await upstream()).toBe(ELSEWHERE);
  expect(await told()).toEqual(["a change at the gate is in force"]);
  await goToProduction();
  const other = { productionUrl: ELSEWHERE, name: "Wind", region: "Here", offered: false };
  expect((await change(other, 4)).status).toBe(200);
  expect((await change(other, 5)).status).toBe(200);
  expect(await told()).toHaveLength(1);
});

test("every operator is told when contracts open other operations of a service that Production rests on", async () => {
  const load = (version: number, ...paths: string[]) =>
    desk.put(`${PATH}/${id}/document`, { version, document: documentOf(...paths) }, grace);
  const assign = (version: number) =>
    desk.put(
      `${PATH}/${id}/operations`,
      { version, operations: [{ method: "GET", path: "/days", product: null }] },
      grace,
    );
  await load(3, "/days", "/nights");
  expect(await told()).toEqual([]);
  await goToProduction();
  await load(4, "/days", "/months");
  await load(5, "/days", "/months");
  await assign(6);
  expect(await told()).toEqual(Array(2).fill("what contracts open has changed"));
});

test("an operator who has chosen Spanish is told in Spanish", async () => {
  await goToProduction();
  await desk.put("/api/v1/notices/settings", { language: "es", withoutMail: [] }, kay);
  await propose();
  expect(await told(kay)).toEqual(["«Weather»: un cambio en la puerta espera a un segundo administrador"]);
});
