import { randomBytes, randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientEncryptionKeys } from "../encryption-keys/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { expireKey } from "./testing/age-rows.ts";
import { newRequest, openTestDesk, type TestDesk } from "./testing/open-desk.ts";

let desk: TestDesk;
let grace: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());

const PROJECTS = 53;
const list = async (path: string, query = "") =>
  (await desk.get(`/api/v1/operator/${path}${query}`, grace)).body as {
    total: number;
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    items: any[];
  };
/** Further keys like one, since making them takes its time. */
async function copyKey(id: string, copies: number) {
  const [row] = await desk.database
    .select()
    .from(clientEncryptionKeys)
    .where(eq(clientEncryptionKeys.id, id));
  if (row === undefined) throw new Error("there is no such key");
  const more = Array.from({ length: copies }, () => ({
    ...row,
    id: randomUUID(),
    kid: randomBytes(32).toString("hex"),
  }));
  await desk.database.insert(clientEncryptionKeys).values(more);
}
const names = (answer: { items: { name: string }[] }) => answer.items.map(({ name }) => name);

test("all projects of everybody are listed in pages, and none is left out or shown twice", async () => {
  const people = await Promise.all([desk.join(false), desk.join(false)]);
  for (let count = 0; count < PROJECTS; count += 1) {
    const name = `Project ${String(count).padStart(2, "0")}`;
    await desk.post("/api/v1/projects", desk.draft({ name }), people[count % 2] ?? null);
  }
  const [first, second] = [await list("projects"), await list("projects", "?page=2")];
  expect([first.total, first.items.length, second.items.length]).toEqual([PROJECTS, 50, PROJECTS - 50]);
  expect(new Set([...names(first), ...names(second)]).size).toBe(PROJECTS);
  expect(first.items[0]).toMatchObject({
    name: "Project 52",
    partner: { name: "Ada & Co" },
    production: null,
    archived: false,
  });
  expect((await list("projects", "?page=3")).items).toEqual([]);
  expect((await desk.get("/api/v1/operator/projects?page=0", grace)).status).toBe(400);
  expect((await desk.get("/api/v1/operator/projects?page=10001", grace)).status).toBe(400);
});

test("projects are found by their name, their client and their partner, as typed and not as a pattern; deleted ones are not", async () => {
  const ada = await desk.join();
  const address = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
  const client = { legalName: "Köln 100% Bank", address };
  const draft = desk.draft({ name: "Gone", purpose: "client", client });
  const { body } = await desk.post("/api/v1/projects", draft, ada);
  const search = (text: string) => list("projects", `?search=${encodeURIComponent(text)}`);
  expect(names(await search("köln 100%"))).toEqual(["Gone"]);
  expect(names(await search("PROJECT 07"))).toEqual(["Project 07"]);
  expect(names(await search("%"))).toEqual(["Gone"]);
  expect((await search("ada & co")).total).toBe(PROJECTS + 1);
  await desk.post(`/api/v1/projects/${body.project.id}/delete`, { name: "Gone" }, ada);
  expect((await search("köln")).total).toBe(0);
  expect((await list("keys", "?search=Gone")).total).toBe(0);
});

test("keys of everybody stand by their expiry, revoked ones not among them, and are found by project, alias and kid", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft({ name: "Keyring" }), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const [old] = body.project.environments[0].clientEncryptionKeys;
  const key = { alias: "My Alias", certificateRequest: await newRequest() };
  await desk.post(`${at}/environments/sandbox/mastercard-encryption-keys`, key, ada);
  await copyKey(old.id, 52);
  await expireKey(desk.database, old.id);
  const all = await list("keys");
  expect([all.total, all.items.length]).toEqual([54, 50]);
  expect(all.items[0]).toMatchObject({
    id: old.id,
    type: "client",
    expired: true,
    project: { name: "Keyring" },
    environment: "sandbox",
  });
  const moments = all.items.map(({ notAfter }) => notAfter);
  expect(moments).toEqual([...moments].sort());
  const rest = (await list("keys", "?page=2")).items;
  expect(new Set([...all.items, ...rest].map(({ id }) => id)).size).toBe(54);
  expect((await list("keys", "?search=my%20alias")).items).toMatchObject([
    { alias: "My Alias", active: true },
  ]);
  expect((await list("keys", `?search=${old.kid.slice(0, 12)}`)).items).toMatchObject([{ id: old.id }]);
  expect((await list("keys", "?search=keyring")).total).toBe(54);
  await desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
  await desk.post(`${at}/client-encryption-keys/${old.id}/revoke`, {}, ada);
  expect((await list("keys")).items.map(({ id }) => id)).not.toContain(old.id);
});

test("for partners there are no such lists", async () => {
  const ada = await desk.join();
  for (const path of ["projects", "keys"]) {
    expect((await desk.get(`/api/v1/operator/${path}`, ada)).status).toBe(404);
  }
});
