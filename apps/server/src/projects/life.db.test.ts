import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { companies } from "../companies/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { keyBook } from "../key-book/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { environments, projects } from "./tables.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const CLIENT = {
  legalName: "Client Ltd.",
  address: { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" },
};

async function made(as: SignedIn, changes: Record<string, unknown> = {}) {
  const { body } = await desk.post("/api/v1/projects", desk.draft(changes), as);
  return { id: body.project.id as string, at: `/api/v1/projects/${body.project.id}`, project: body.project };
}

const listed = async (as: SignedIn, query: string) =>
  (await desk.get(`/api/v1/projects?${query}`, as)).body.items.map(({ name }: { name: string }) => name);

test("the list is searched in names of projects and clients, sorted, and archived ones stand apart", async () => {
  const ada = await desk.join();
  await made(ada, { name: "Beta 100" });
  await made(ada, { name: "Alpha", purpose: "client", client: CLIENT });
  const old = await made(ada, { name: "Old_one" });
  expect(await listed(ada, "sort=name")).toEqual(["Alpha", "Beta 100", "Old_one"]);
  expect(await listed(ada, "sort=oldest")).toEqual(["Beta 100", "Alpha", "Old_one"]);
  expect(await listed(ada, "search=CLIENT%20lt")).toEqual(["Alpha"]);
  expect(await listed(ada, "search=_")).toEqual(["Old_one"]);
  expect(await listed(ada, "search=%25")).toEqual([]);
  expect((await desk.put(`${old.at}/archived`, { archived: true }, ada)).status).toBe(204);
  expect(await listed(ada, "")).toEqual(["Alpha", "Beta 100"]);
  expect(await listed(ada, "archived=true")).toEqual(["Old_one"]);
  const { body } = await desk.get(old.at, ada);
  expect(body.project.environments[0]).toMatchObject({ status: "active" });
  await desk.put(`${old.at}/archived`, { archived: false }, ada);
  expect(await listed(ada, "archived=true")).toEqual([]);
});

test("name, client and purpose are edited; never the countries, never back to oneself, never to a taken name", async () => {
  const ada = await desk.join();
  const { at } = await made(ada, { name: "First" });
  await made(ada, { name: "Second" });
  const edit = (change: unknown) => desk.patch(at, change, ada);
  expect((await edit({ name: "SECOND" })).body.code).toBe("project-name-already-exists");
  expect((await edit({ commercialCountry: "DE" })).body.code).toBe("invalid-request");
  expect((await edit({ client: CLIENT })).body).toMatchObject({ errors: [{ pointer: "/client" }] });
  expect((await edit({ purpose: "client" })).body).toMatchObject({ errors: [{ pointer: "/client" }] });
  expect((await edit({ name: "first", purpose: "client", client: CLIENT })).status).toBe(204);
  expect((await edit({ purpose: "self" })).body.code).toBe("purpose-fixed");
  expect((await desk.get(at, ada)).body.project).toMatchObject({ name: "first", client: CLIENT });
});

test("of two projects that take one name at once, one gets it", async () => {
  const ada = await desk.join();
  const two = [await made(ada), await made(ada)];
  const answers = await Promise.all(two.map(({ at }) => desk.patch(at, { name: "Wanted" }, ada)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
});

test("a verified client company is not edited", async () => {
  const ada = await desk.join();
  const { at, id } = await made(ada, { purpose: "client", client: CLIENT });
  const now = new Date();
  const [company] = await desk.database
    .insert(companies)
    .values({
      id: id,
      partnerId: ada.companyId,
      name: CLIENT.legalName,
      address: CLIENT.address,
      kind: "client",
      encryptionKeysEnabled: false,
      createdAt: now,
      verification: "verified",
      method: "review",
      submittedAt: now,
      submittedByEmail: ada.email,
      decidedAt: now,
    })
    .returning();
  await desk.database.update(projects).set({ clientCompanyId: company?.id }).where(eq(projects.id, id));
  const other = { ...CLIENT, legalName: "Another Ltd." };
  expect((await desk.patch(at, { client: other }, ada)).body.code).toBe("client-company-verified");
  expect((await desk.get(at, ada)).body.project.can.editClient.reason).toBe("client-company-verified");
  expect((await desk.patch(at, { name: "Still renamed" }, ada)).status).toBe(204);
});

test("a deleted project takes its name to be typed, and stops all its credentials and keys on the gates", async () => {
  const ada = await desk.join();
  const eve = await desk.join();
  const { at, id, project } = await made(ada, { name: "To go" });
  await addMember(desk.database, { projectId: id, email: eve.email, role: "read-only" });
  await desk.post(`${at}/environments/sandbox/credentials`, { description: "" }, ada);
  expect((await desk.post(`${at}/delete`, { name: "to go" }, ada)).body.code).toBe("name-not-confirmed");
  expect((await desk.post(`${at}/delete`, { name: "To go" }, eve)).status).toBe(403);
  expect((await desk.post(`${at}/delete`, { name: "To go" }, ada)).status).toBe(204);
  const [sandbox] = project.environments;
  const book = await desk.database.execute<{ id: string }>(sql`
    select id from key_book where entry is not null and (id = ${sandbox.id} or entry ->> 'environmentId' = ${sandbox.id})`);
  expect(book.rows).toEqual([]);
  expect(await desk.database.$count(keyBook, eq(keyBook.id, sandbox.credentials[0].id))).toBe(1);
  for (const gone of [ada, eve]) expect((await desk.get(at, gone)).status).toBe(404);
  expect(await listed(ada, "")).toEqual([]);
  expect((await desk.post("/api/v1/projects", desk.draft({ name: "To go" }), ada)).status).toBe(201);
  const trail = await desk.get(`/api/v1/operator/audit?project=${id}`, await desk.joinOperator());
  expect(trail.text).toContain("deleted the project “To go”");
  expect(await desk.database.$count(auditEntries, eq(auditEntries.chain, id))).toBeGreaterThan(3);
});

test("a project with active Production credentials is not deleted", async () => {
  const ada = await desk.join();
  const { at, id, project } = await made(ada, { name: "Live" });
  const environmentId = crypto.randomUUID();
  const production = { type: "production", plan: "production", payloadPolicy: "mirror" } as const;
  await desk.database
    .insert(environments)
    .values({ ...production, id: environmentId, projectId: id, status: "active", createdAt: new Date() });
  await desk.database.execute(sql`update credentials set environment_id = ${environmentId}
    where id = ${project.environments[0].credentials[0].id}`);
  expect((await desk.post(`${at}/delete`, { name: "Live" }, ada)).body.code).toBe("production-active");
  expect((await desk.get(at, ada)).body.project.can.delete.reason).toBe("production-active");
});

test("an operator raises how many projects an account may hold, within bounds", async () => {
  const ada = await desk.join();
  const grace = await desk.joinOperator();
  const limit = (projects: number, as: SignedIn, email = ada.email) =>
    desk.put("/api/v1/operator/project-limits", { email, projects }, as);
  expect((await limit(1, ada)).status).toBe(404);
  expect((await limit(1, await desk.joinOperator("reviewer"))).status).toBe(403);
  expect((await limit(1_801, grace)).status).toBe(400);
  expect((await limit(1, grace)).status).toBe(204);
  await made(ada);
  expect((await desk.post("/api/v1/projects", desk.draft(), ada)).body.code).toBe("projects-max-exceeded");
  expect((await limit(2, grace)).status).toBe(204);
  expect((await desk.post("/api/v1/projects", desk.draft(), ada)).status).toBe(201);
});
