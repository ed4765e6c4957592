import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { companies } from "../companies/tables.ts";
import { violatedConstraint } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projects } from "../projects/tables.ts";

let desk: TestDesk;
let grace: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());

const ADDRESS = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
const CLIENT = { legalName: "Client Corp", address: ADDRESS };
const NUMBER = { method: "company-id", companyNumber: "1234567" } as const;
const pdf = (bytes = 100) => Buffer.concat([Buffer.from("%PDF-1.7"), Buffer.alloc(bytes)]).toString("base64");

async function newProject(changes: Record<string, unknown> = {}) {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(changes), ada);
  const id: string = body.project.id;
  return { id, ada, at: `/api/v1/projects/${id}/company` };
}
const forClient = () => newProject({ purpose: "client", client: CLIENT });

async function submitted() {
  const project = await forClient();
  const { body } = await desk.post(`${project.at}/verification`, NUMBER, project.ada);
  const company: string = body.company.id;
  return { ...project, company, desk: `/api/v1/operator/companies/${company}` };
}
const decide = (at: string, decision: string, text: string | null = null, as = grace) =>
  desk.post(`${at}/decision`, { decision, text }, as);
const constraintOf = async (work: Promise<unknown>) => work.then(() => null, violatedConstraint);

test("a decision about a company is mailed in the language of whoever has submitted it, as text and as a page", async () => {
  const project = await submitted();
  await desk.put("/api/v1/notices/settings", { language: "es", withoutMail: [] }, project.ada);
  await decide(project.desk, "ask", "¿Qué <b>dirección</b>?");
  const [told] = (
    await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email))
  ).filter(({ subject }) => subject === "Verificación de su empresa: hace falta más información");
  expect(told?.body).toContain("Mastercard necesita saber más sobre la empresa «Client Corp».");
  expect(told?.html).toContain("¿Qué &lt;b&gt;dirección&lt;/b&gt;?");
});

test("a client's company is verified by its company ID: asked, taken on, approved, and told by mail", async () => {
  const project = await submitted();
  const queue = await desk.get("/api/v1/operator/companies", grace);
  expect(queue.body.items).toContainEqual(
    expect.objectContaining({ id: project.company, legalName: "Client Corp", partner: "Ada & Co" }),
  );
  const taken = await desk.put(`${project.desk}/assignee`, { mine: true }, grace);
  expect(taken.body.company).toMatchObject({ assignee: grace.email, companyNumber: "1234567" });
  const { body } = await decide(project.desk, "approve");
  expect(body.company.verification).toBe("verified");
  expect(body.can.refuse).toEqual({ allowed: false, reason: "wrong-state" });
  const seen = (await desk.get(project.at, project.ada)).body;
  expect(seen.company.timeline.map((event: { kind: string }) => event.kind)).toEqual([
    "submitted",
    "verified",
  ]);
  expect(seen.can.submit).toEqual({ allowed: false, reason: "wrong-state" });
  const told = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  expect(told.map(({ subject }) => subject)).toContain("Your company's verification: is verified");
});

test("a verified client company never changes, neither its own row nor its project's, whoever asks", async () => {
  const project = await submitted();
  await decide(project.desk, "approve");
  const row = () => desk.database.update(companies);
  const mine = eq(companies.id, project.company);
  expect(await constraintOf(row().set({ name: "Other" }).where(mine).execute())).toBe(
    "companies_verified_client_fixed",
  );
  expect(await constraintOf(row().set({ verification: "refused" }).where(mine).execute())).toBe(
    "companies_verified_client_fixed",
  );
  expect(await constraintOf(desk.database.delete(companies).where(mine).execute())).toBe(
    "companies_verified_client_kept",
  );
  for (const set of [
    { client: { ...CLIENT, legalName: "Other" } },
    { purpose: "self", client: null } as const,
    { clientCompanyId: null },
  ]) {
    const change = desk.database.update(projects).set(set).where(eq(projects.id, project.id)).execute();
    expect(await constraintOf(change)).toBe("projects_verified_client_fixed");
  }
});

test("a client's details that change during the review end it, and the next one is about the new ones", async () => {
  const project = await submitted();
  await desk.database
    .update(projects)
    .set({ client: { ...CLIENT, legalName: "Client Corporation" } })
    .where(eq(projects.id, project.id));
  expect((await decide(project.desk, "approve")).body.code).toBe("wrong-state");
  const { body } = await desk.post(`${project.at}/verification`, NUMBER, project.ada);
  expect(body.company).toMatchObject({ legalName: "Client Corporation", verification: "in-review" });
});

test("of an approval and a change of details at the same moment one is refused", async () => {
  for (let round = 0; round < 6; round += 1) {
    const project = await submitted();
    const name = "Somebody Else";
    const [approved, changed] = await Promise.all([
      decide(project.desk, "approve"),
      constraintOf(
        desk.database
          .update(projects)
          .set({ client: { ...CLIENT, legalName: name } })
          .where(eq(projects.id, project.id))
          .execute(),
      ),
    ]);
    expect([approved.status === 200, changed === null].filter(Boolean)).toHaveLength(1);
  }
});

test("of many operators who decide at once one does", async () => {
  const project = await submitted();
  const answers = await Promise.all(
    ["approve", "refuse", "approve", "ask"].map((decision) => decide(project.desk, decision, "Because.")),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
});

test("asked back, a partner answers and submits again; refused as well; withdrawn, nobody decides", async () => {
  const project = await submitted();
  expect((await decide(project.desk, "ask")).status).toBe(400);
  await decide(project.desk, "ask", "Which branch?");
  await desk.post(`${project.at}/comments`, { text: "The one in <b>Springfield</b>." }, project.ada);
  await desk.post(`${project.at}/verification`, NUMBER, project.ada);
  await decide(project.desk, "refuse", "We don't know this company.");
  const { body } = await desk.post(`${project.at}/verification`, NUMBER, project.ada);
  expect(body.company.timeline.map((event: { kind: string }) => event.kind)).toEqual([
    "submitted",
    "more-information",
    "comment",
    "submitted",
    "refused",
    "submitted",
  ]);
  expect((await desk.delete(`${project.at}/verification`, project.ada)).body.company.verification).toBe(
    "unverified",
  );
  expect((await decide(project.desk, "approve")).body.code).toBe("wrong-state");
});

test("the partner's own company needs details, and for a review a document that an operator can open", async () => {
  const project = await newProject();
  const review = () =>
    desk.post(`${project.at}/verification`, { method: "review", note: "See." }, project.ada);
  expect((await review()).body.code).toBe("company-incomplete");
  const details = { legalName: "Ada & Company Ltd", address: ADDRESS };
  expect((await desk.put(project.at, details, project.ada)).body.company.legalName).toBe("Ada & Company Ltd");
  expect((await review()).body.code).toBe("company-incomplete");
  const added = await desk.post(`${project.at}/documents`, { name: "x.pdf", content: pdf() }, project.ada);
  const [{ id }] = added.body.company.documents;
  const { body } = await review();
  expect(body.company).toMatchObject({ kind: "own", verification: "in-review" });
  expect((await desk.put(project.at, details, project.ada)).body.code).toBe("company-not-open");
  const file = await desk.get(`/api/v1/operator/companies/${body.company.id}/documents/${id}`, grace);
  expect([file.status, file.headers["content-type"], file.headers["content-disposition"]]).toEqual([
    200,
    "application/pdf",
    'attachment; filename="x.pdf"',
  ]);
  expect(file.text.startsWith("%PDF-1.7")).toBe(true);
  const own = await desk.get(`${project.at}/documents/${id}`, project.ada);
  for (const one of [file, own]) {
    expect([one.headers["x-content-type-options"], one.headers["cache-control"]]).toEqual([
      "nosniff",
      "private, no-store",
    ]);
  }
  expect(own.text).toBe(file.text);
  // Not by way of another project, whoever's it is.
  const other = await newProject();
  expect((await desk.get(`${other.at}/documents/${id}`, other.ada)).status).toBe(404);
  expect((await desk.get(`${project.at}/documents/${id}`, other.ada)).status).toBe(404);
});

test("a document is told by its bytes, bounded in size and number", async () => {
  const { at, ada } = await forClient();
  const add = (content: string, name = "x.pdf") => desk.post(`${at}/documents`, { name, content }, ada);
  const html = Buffer.from("<script>alert(1)</script>").toString("base64");
  expect((await add(html)).body.code).toBe("invalid-request");
  expect((await add("no base64!")).body.code).toBe("invalid-request");
  expect((await add(pdf(), "<x>.pdf")).body.code).toBe("invalid-request");
  expect((await add(pdf(2 * 1024 * 1024))).body.code).toBe("invalid-request");
  const statuses = [];
  for (let count = 0; count < 11; count += 1) statuses.push((await add(pdf())).status);
  expect(statuses).toEqual([...Array(10).fill(200), 409]);
});

test("read-only members see it all and do nothing; strangers and partners at the operators' desk find nothing", async () => {
  const project = await submitted();
  const [member, stranger] = [await desk.join(), await desk.join()];
  await addMember(desk.database, { projectId: project.id, email: member.email, role: "read-only" });
  const seen = await desk.get(project.at, member);
  expect(Object.values(seen.body.can)).toEqual(Array(6).fill({ allowed: false, reason: "not-allowed" }));
  for (const [as, status] of [
    [member, 403],
    [stranger, 404],
  ] as const) {
    const answers = [
      await desk.put(project.at, CLIENT, as),
      await desk.post(`${project.at}/verification`, NUMBER, as),
      await desk.delete(`${project.at}/verification`, as),
      await desk.post(`${project.at}/documents`, { name: "x.pdf", content: pdf() }, as),
      await desk.post(`${project.at}/comments`, { text: "Hello" }, as),
    ];
    expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill(status));
  }
  expect((await desk.get(project.at, stranger)).status).toBe(404);
  expect((await desk.get(project.desk, project.ada)).status).toBe(404);
  expect((await decide(project.desk, "approve", null, project.ada)).status).toBe(404);
});

test("a verified company of a partner's own is opened again with a reason, and approvals wait for it; a client's is not", async () => {
  const project = await newProject();
  await desk.put(project.at, CLIENT, project.ada);
  const { body } = await desk.post(`${project.at}/verification`, NUMBER, project.ada);
  const at = `/api/v1/operator/companies/${body.company.id}`;
  expect((await decide(at, "reopen", "Too early.")).body.code).toBe("wrong-state");
  await decide(at, "approve");
  expect((await decide(at, "reopen")).body.errors[0].pointer).toBe("/text");
  const reopened = await decide(at, "reopen", "The register knows another name.");
  expect(reopened.body.company.verification).toBe("more-information");
  expect(reopened.body.company.timeline.at(-1)).toMatchObject({ text: "The register knows another name." });
  const moved = { ...CLIENT, legalName: "Other Name Ltd" };
  expect((await desk.put(project.at, moved, project.ada)).body.company.legalName).toBe("Other Name Ltd");
  const told = await desk.database.select().from(mails).where(eq(mails.recipient, project.ada.email));
  expect(told.map(({ subject }) => subject)).toContain("Your company's verification: is needed again");
  const client = await submitted();
  await decide(client.desk, "approve");
  const { can } = (await desk.get(client.desk, grace)).body;
  expect(can.reopen).toEqual({ allowed: false, reason: "wrong-state" });
  expect((await decide(client.desk, "reopen", "Because.")).body.code).toBe("wrong-state");
});
