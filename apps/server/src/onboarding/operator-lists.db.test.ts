import { randomBytes, randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { companies } from "../companies/tables.ts";
import { contracts } from "../contracts/tables.ts";
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
  expect(await list("projects", "?page=3")).toEqual({ items: [], total: PROJECTS });
  expect(await list("projects", "?page=3&search=Project%2007")).toEqual({ items: [], total: 1 });
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

/** Every page, by the places that the pages before name. */
async function walk(path: string, query = "") {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  const pages: any[][] = [];
  for (let after = ""; ; ) {
    const { body } = await desk.get(`/api/v1/operator/${path}?${query}${after}`, grace);
    pages.push(body.items);
    if (body.next === null) return pages;
    after = `&after=${body.next}`;
  }
}

test("contracts are listed in pages by their place, newest first, and none is left out or shown twice, also of one moment", async () => {
  const ada = await desk.join();
  const at = Date.parse("2026-01-01T00:00:00.123Z");
  const rows = Array.from({ length: 120 }, (_, index) => ({
    id: randomUUID(),
    number: `P-${index}`,
    companyId: ada.companyId ?? "",
    apiService: "open-finance-us",
    plan: "production" as const,
    products: ["accounts"],
    validFrom: "2026-01-01",
    // Seventy of one moment, so that a page ends amid them.
    enteredAt: new Date(at - Math.max(0, index - 69) * 1_000),
    enteredBy: grace.id,
    enteredByEmail: grace.email,
  }));
  await desk.database.insert(contracts).values(rows);
  const pages = await walk("contracts");
  expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
  const all = pages.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(120);
  const times = all.map(({ enteredAt }) => enteredAt);
  expect(times).toEqual([...times].sort().reverse());
  for (const wrong of ["x", Buffer.from('["2026",1]').toString("base64url")]) {
    const { status, body } = await desk.get(`/api/v1/operator/contracts?after=${wrong}`, grace);
    expect([status, body.code]).toEqual([400, "invalid-request"]);
  }
});

test("companies to verify are listed in pages by their place, those that wait longest first, those that don't wait at the end", async () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({
    id: randomUUID(),
    name: `Company ${index}`,
    kind: "own" as const,
    encryptionKeysEnabled: false,
    createdAt: new Date(),
    verification: "unverified" as const,
    submittedAt: index < 60 ? new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 20))) : null,
  }));
  await desk.database.insert(companies).values(rows);
  // There are others, of people who have joined for the tests before.
  const there = await desk.database.$count(companies, eq(companies.verification, "unverified"));
  const pages = await walk("companies", "verification=unverified");
  expect(pages.slice(0, -1).every((page) => page.length === 50)).toBe(true);
  const all = pages.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(there);
  expect(all).toHaveLength(there);
  const since = all.map(({ submittedAt }) => submittedAt ?? "never");
  expect(since).toEqual([...since].sort());
  expect((await desk.get("/api/v1/operator/companies?after=x", grace)).status).toBe(400);
});
