import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SignedIn } from "../http/signed-in.ts";
import { addMember, expireKey } from "../onboarding/testing/age-rows.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

const DAY_MS = 86_400_000;
const LIST = "/api/v1/client-projects";

let desk: TestDesk;
let ada: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  ada = await desk.join();
});
afterAll(() => desk.close());

const clientOf = (legalName: string) => ({
  legalName,
  address: { line1: "1 Main Street", city: "Denver", postalCode: "80202", country: "US" },
});

async function create(name: string, legalName: string, headers: Record<string, string> = {}, more = {}) {
  const body = desk.draft({ name, purpose: "client", client: clientOf(legalName), ...more });
  return desk.post("/api/v1/projects", body, ada, headers);
}

test("projects are told by client company, with the state of each, and one's own projects aren't among them", async () => {
  await create("Second loan desk", "Zebra Bank");
  await create("Loan desk", "acorn Bank");
  await create("Another", "Acorn Bank");
  await desk.post("/api/v1/projects", desk.draft({ name: "For ourselves" }), ada);
  const { status, body } = await desk.get(LIST, ada);
  expect(status).toBe(200);
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
    "Another",
    "Loan desk",
    "Second loan desk",
  ]);
  expect(body.next).toBeNull();
  expect(body.items[0]).toMatchObject({
    role: "admin",
    client: { name: "Acorn Bank", verification: "unverified" },
    production: null,
    suspended: false,
    keys: { expiring: 0, expired: 0 },
  });
});

test("keys that expire within sixty days are counted, and those that have expired", async () => {
  const { body } = await create(
    "Old keys",
    "Marble Bank",
    {},
    {
      mastercardEncryptionKey: { alias: "first", certificateRequest: await newRequest() },
    },
  );
  const of = async () =>
    (await desk.get(`${LIST}?search=MARBLE`, ada)).body.items.map(({ keys }: { keys: unknown }) => keys);
  expect(await of()).toMatchObject([{ expiring: 0, expired: 0 }]);
  desk.advance(320 * DAY_MS);
  expect(await of()).toMatchObject([{ expiring: 2, expired: 0 }]);
  desk.advance(-320 * DAY_MS);
  const [sandbox] = body.project.environments;
  await expireKey(desk.database, sandbox.mastercardEncryptionKeys[0].id);
  expect(await of()).toMatchObject([{ expiring: 0, expired: 1 }]);
});

test("a search looks into the names of client and project, and finds signs as they are", async () => {
  const found = async (search: string) =>
    (await desk.get(`${LIST}?search=${encodeURIComponent(search)}`, ada)).body.items.length;
  expect(await found("acorn")).toBe(2);
  expect(await found("SECOND LOAN")).toBe(1);
  expect(await found("%")).toBe(0);
});

test("pages follow each other without a gap, and what is no place of a page is refused", async () => {
  const pages: string[] = [];
  const stranger = await desk.join();
  for (let n = 0; n < 3; n += 1) {
    const { body } = await create(`Page ${n}`, `Page Bank ${n}`);
    await addMember(desk.database, { projectId: body.project.id, email: stranger.email, role: "read-only" });
  }
  const first = await desk.get(LIST, stranger);
  expect(first.body.items.map(({ role }: { role: string }) => role)).toEqual(Array(3).fill("read-only"));
  const { writeCursor } = await import("./cursor.ts");
  for (let after = ""; ; ) {
    const { body } = await desk.get(`${LIST}?search=Page${after}`, stranger);
    const [next] = body.items;
    if (next === undefined) break;
    pages.push(next.name);
    const place = { client: next.client.name.toLowerCase(), name: next.name.toLowerCase(), id: next.id };
    after = `&after=${writeCursor(place)}`;
  }
  expect(pages).toEqual(["Page 0", "Page 1", "Page 2"]);
  for (const wrong of ["abc", Buffer.from('["a","b","c"]').toString("base64url")])
    expect((await desk.get(`${LIST}?after=${wrong}`, stranger)).status).toBe(400);
});

test("a repeated request under one Idempotency-Key makes one project, another request under it is refused", async () => {
  const key = { "idempotency-key": `"${randomUUID()}"` };
  const of = (name: string) => create(name, "Repeat Bank", key, { draftId: undefined });
  const [one, two] = [await of("Once"), await of("Once")];
  expect([one.status, two.status]).toEqual([201, 200]);
  expect(two.body.project.id).toBe(one.body.project.id);
  expect((await of("Other")).body.type).toContain("draft-already-used");
  expect((await create("Both", "Repeat Bank", key)).status).toBe(400);
  const bad = await create("Bad", "Repeat Bank", { "idempotency-key": "1" }, { draftId: undefined });
  expect(bad.body.errors?.[0]?.pointer ?? bad.body.fields?.[0]?.pointer ?? bad.text).toContain("draftId");
});
