import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDesk, type TestDesk } from "./testing/open-desk.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

// A body that can't be read is refused as such only to those whose body is read at all.
const UNREADABLE = { document: 5 };

test.each([
  ["post", "/operator/api-services/open-finance-us/document/preview", 404],
  ["put", "/operator/api-services/open-finance-us/document", 404],
  ["put", "/operator/api-services/open-finance-us/operations", 404],
  ["post", "/operator/contracts", 404],
  ["post", `/projects/${randomUUID()}/company/documents`, 400],
] as const)("%s %s reads the body of nobody whom it is not for", async (method, path, toPartners) => {
  const partner = await desk.join();
  const nobody = await desk[method](`/api/v1${path}`, UNREADABLE, null);
  expect([nobody.status, nobody.body.code]).toEqual([401, "not-logged-in"]);
  expect((await desk[method](`/api/v1${path}`, UNREADABLE, partner)).status).toBe(toPartners);
});
