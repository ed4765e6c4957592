import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

let desk: TestDesk;
let grace: Awaited<ReturnType<TestDesk["joinOperator"]>>;
let ada: Awaited<ReturnType<TestDesk["join"]>>;
// biome-ignore lint/suspicious/noExplicitAny: an answer as it came
let project: any;
beforeAll(async () => {
  desk = await openTestDesk();
  [grace, ada] = [await desk.joinOperator(), await desk.join()];
  project = (await desk.post("/api/v1/projects", desk.draft({ name: "Payroll of Ada" }), ada)).body.project;
  await desk.post("/api/v1/projects", desk.draft({ name: "Another thing" }), await desk.join());
  const client = {
    legalName: "Engines Limited",
    address: { line1: "1 Way", city: "London", postalCode: "N1 1AA", country: "GB" },
  };
  await desk.post("/api/v1/projects", desk.draft({ name: "For a client", purpose: "client", client }), ada);
});
afterAll(() => desk.close());

interface Item {
  readonly chain: string;
  readonly action: string;
  readonly project: { readonly id: string; readonly name: string } | null;
}
const list = async (query = ""): Promise<Item[]> =>
  (await desk.get(`/api/v1/operator/audit${query}`, grace)).body.items;
const namesIn = (items: Item[]) => new Set(items.map((item) => item.project?.name ?? item.chain));

test("an operator reads all trails together, with the projects' names", async () => {
  const items = await list("?limit=200");
  expect(namesIn(items)).toEqual(new Set(["Payroll of Ada", "Another thing", "For a client"]));
});

test("projects, companies, clients and Partner IDs choose trails", async () => {
  expect(namesIn(await list(`?project=${project.id.toUpperCase()}`))).toEqual(new Set(["Payroll of Ada"]));
  expect(namesIn(await list("?project=PAYROLL"))).toEqual(new Set(["Payroll of Ada"]));
  expect(namesIn(await list("?company=engines"))).toEqual(new Set(["For a client"]));
  expect(namesIn(await list("?company=Ada%20%26%20Co")).size).toBe(3);
  const { partnerId } = project.environments[0].credentials[0];
  expect(namesIn(await list(`?partner=${partnerId}`))).toEqual(new Set(["Payroll of Ada"]));
  expect(await list("?partner=1")).toEqual([]);
  expect(await list("?project=nothing%20of%20the%20kind")).toEqual([]);
  expect(await list("?project=100%25")).toEqual([]);
});

test("pages go over all trails without a gap and without a repetition", async () => {
  const whole = await list("?limit=200");
  const paged: unknown[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await desk.get(`/api/v1/operator/audit?limit=3${query}`, grace);
    paged.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(whole);
});

test("reading leaves no entry; each export is written into the operations' trail, and a project's trail stays as it is", async () => {
  const before = await list("?limit=200");
  expect(await list("?limit=200")).toEqual(before);
  for (const path of [`chains/${project.id}.jsonl`, "chains/operations.jsonl"]) {
    expect((await desk.get(`/api/v1/operator/audit/${path}`, grace)).status).toBe(200);
  }
  const filtered = await desk.get("/api/v1/operator/audit-filtered.jsonl?project=PAYROLL", grace);
  expect(filtered.text.split("\n").length).toBeGreaterThan(4);
  const exports = await list("?project=operations");
  expect(exports.map(({ action }) => action)).toEqual(Array(3).fill("audit-trail.exported"));
  expect((await list("?limit=200")).filter(({ chain }) => chain !== "operations")).toEqual(before);
});

test("a trail that there is not is not exported, and nothing is written down", async () => {
  const before = (await list("?project=operations")).length;
  const nobody = "00000000-0000-7000-8000-000000000000";
  expect((await desk.get(`/api/v1/operator/audit/chains/${nobody}.jsonl`, grace)).status).toBe(404);
  expect((await desk.get("/api/v1/operator/audit/chains/secrets.jsonl", grace)).status).toBe(400);
  expect((await list("?project=operations")).length).toBe(before);
});

test("for partners there is no such log", async () => {
  for (const path of ["audit", "audit-filtered.jsonl", "audit/chains/operations.jsonl"]) {
    expect((await desk.get(`/api/v1/operator/${path}`, ada)).status).toBe(404);
    expect((await desk.get(`/api/v1/operator/${path}`, null)).status).toBe(401);
  }
});
