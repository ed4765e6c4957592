import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDrive } from "./create-test-drive.ts";
import { logInBody, type Method, type RunningTestDrive, startTestDrive } from "./testing/start-test-drive.ts";

const NOW = new Date("2026-03-18T15:00:00Z");
const MOMENT = NOW.getTime() / 1000;
let drive: RunningTestDrive;

beforeAll(async () => {
  drive = await startTestDrive(() => NOW);
});
afterAll(() => drive.stop());

const addUrl = "/aggregation/v2/customers/testing";
const customerUrl = (id: string) => `/aggregation/v1/customers/${id}`;
const addAllUrl = (id: string, institution = "102105") =>
  `${customerUrl(id)}/institutions/${institution}/accounts/addall`;

describe("the door", () => {
  it("opens for the gateway's secret alone", async () => {
    const url = "/aggregation/v1/customers";
    expect((await drive.call("GET", url)).status).toBe(200);
    expect((await drive.call("GET", url, undefined, { "x-gatehouse-upstream-secret": "wrong" })).status).toBe(
      403,
    );
    expect((await drive.app.inject({ url })).statusCode).toBe(403);
    expect((await drive.app.inject({ url: "/nothing" })).statusCode).toBe(403);
    expect((await drive.app.inject({ url: "/livez" })).statusCode).toBe(200);
  });

  it("wants to know the environment", async () => {
    const headers = { "x-gatehouse-environment": "' or true --" };
    expect((await drive.call("GET", "/aggregation/v1/customers", undefined, headers)).status).toBe(400);
  });

  it("answers what it doesn't simulate with 404 and says so", async () => {
    const answer = await drive.call("GET", "/decisioning/v3/reports/1");
    expect(answer).toEqual({
      status: 404,
      body: { code: 14001, message: expect.stringContaining("simulate") },
    });
  });

  it("refuses bodies over 64 KiB and such that are no JSON", async () => {
    const body = { username: "username", firstName: "x".repeat(70_000) };
    expect((await drive.call("POST", addUrl, body)).status).toBe(413);
    expect((await drive.call("POST", addUrl, "text")).body).toMatchObject({ code: 10005 });
  });
});

describe("customers", () => {
  it.each([
    [{}, 400, 10005],
    [{ username: "short" }, 400, 110039],
    [{ username: "null\u0000byte" }, 400, 10100],
    [{ username: "white space" }, 400, 110039],
    [{ username: "u".repeat(256) }, 400, 10100],
    [{ username: "customer", firstName: "<b>" }, 400, 45003],
    [{ username: "customer", lastName: 7 }, 400, 10100],
  ])("refuses %j", async (body, status, code) => {
    expect(await drive.call("POST", addUrl, body)).toMatchObject({ status, body: { code } });
  });

  it("takes a username once in an environment, whatever its case, also when two ask at once", async () => {
    const answers = await Promise.all(
      ["only-once", "Only-Once", "only-once"].map((username) => drive.call("POST", addUrl, { username })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const elsewhere = { "x-gatehouse-environment": randomUUID() };
    expect((await drive.call("POST", addUrl, { username: "only-once" }, elsewhere)).status).toBe(201);
  });

  it("holds 10,000 in an environment and not one more, also when twenty ask at once", async () => {
    const environment = randomUUID();
    await drive.pool.query(
      `insert into test_drive.customers (environment_id, id, username, created_at, modified_at)
       select $1, 3000000000 + n, 'filler-' || n, now(), now() from generate_series(1, 9999) n`,
      [environment],
    );
    // Opens the pool's connections beforehand: otherwise the first one serves the calls one after the other.
    await Promise.all(Array.from({ length: 5 }, () => drive.pool.query("select pg_sleep(0.1)")));
    const headers = { "x-gatehouse-environment": environment };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => `one-more-${number}`).map((username) =>
        drive.call("POST", addUrl, { username }, headers),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
    expect(answers.find(({ status }) => status === 400)?.body.message).toContain("at most 10000");
  });

  it("adds no active customers", async () => {
    const url = "/aggregation/v2/customers/active";
    expect((await drive.call("POST", url, { username: "customer" })).status).toBe(401);
  });

  it("lists with search and paging, each customer once", async () => {
    const headers = { "x-gatehouse-environment": randomUUID() };
    for (let number = 1; number <= 7; number += 1) {
      const body = { username: `paged_user${number}`, firstName: "Ada", lastName: `Number${number}` };
      await drive.call("POST", addUrl, body, headers);
    }
    const seen: string[] = [];
    for (const start of [1, 4, 7]) {
      const { body } = await drive.call(
        "GET",
        `${customerUrl("")}?start=${start}&limit=3`.replace("/?", "?"),
        undefined,
        headers,
      );
      expect(body).toMatchObject({ found: 7, moreAvailable: start < 7 });
      seen.push(...body.customers.map(({ id }: { id: string }) => id));
    }
    expect(new Set(seen).size).toBe(7);
    const search = async (text: string) =>
      (
        await drive.call(
          "GET",
          `/aggregation/v1/customers?search=${encodeURIComponent(text)}`,
          undefined,
          headers,
        )
      ).body.found;
    expect(await search("ada nuMBER3")).toBe(1);
    expect(await search("r%3")).toBe(0);
    expect(await search("paged_")).toBe(7);
  });

  it.each([
    ["start=0", 41003],
    ["limit=0", 41004],
    ["limit=1001", 41004],
    ["limit=many", 10100],
    ["type=other", 14016],
    ["search=%00", 10100],
    ["search=a&search=b", 10100],
  ])("refuses ?%s", async (query, code) => {
    expect(await drive.call("GET", `/aggregation/v1/customers?${query}`)).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  it("changes names and deletes with all accounts", async () => {
    const id = await drive.customerWith("profile_03");
    expect((await drive.call("PUT", customerUrl(id), { lastName: "New" })).status).toBe(204);
    expect((await drive.call("GET", customerUrl(id))).body).toMatchObject({
      lastName: "New",
      type: "testing",
    });
    expect((await drive.call("PUT", customerUrl(id), {})).body).toMatchObject({ code: 10025 });
    expect((await drive.call("DELETE", customerUrl(id))).status).toBe(204);
    expect((await drive.call("GET", customerUrl(id))).status).toBe(404);
    expect((await drive.call("DELETE", customerUrl(id))).status).toBe(404);
  });
});

describe("accounts and transactions", () => {
  it("refuses a wrong log-in, a missing field and another institution", async () => {
    const id = await drive.customerWith("profile_01");
    const wrong = await drive.call("POST", addAllUrl(id), logInBody("profile_03", "profile_04"));
    expect(wrong).toMatchObject({ status: 400, body: { code: 103 } });
    expect((await drive.call("POST", addAllUrl(id), { credentials: [] })).body).toMatchObject({
      code: 10005,
    });
    expect((await drive.call("POST", addAllUrl(id, "1"), logInBody("profile_03"))).body).toMatchObject({
      code: 14006,
    });
    expect((await drive.call("POST", addAllUrl(id, "101732"), logInBody("profile_03"))).status).toBe(400);
  });

  it("adds a profile's accounts once, also when three ask at once", async () => {
    const { body } = await drive.call("POST", addUrl, { username: "three-at-once" });
    const answers = await Promise.all(
      [1, 2, 3].map(() => drive.call("POST", addAllUrl(body.id), logInBody("profile_04"))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const list = await drive.call("GET", `${customerUrl(body.id)}/accounts`);
    expect(list.body.accounts.map(({ type }: { type: string }) => type)).toEqual([
      "checking",
      "savings",
      "creditCard",
      "mortgage",
    ]);
  });

  it("pages through everything once, and the posted amounts are the balances", async () => {
    const id = await drive.customerWith("profile_05");
    const { body } = await drive.call("GET", `${customerUrl(id)}/accounts`);
    const sums = new Map<number, number>();
    const seen = new Set<number>();
    const list = `/aggregation/v3/customers/${id}/transactions?fromDate=0&toDate=${MOMENT}&limit=400&sort=asc`;
    for (let start = 1, more = "true"; more === "true"; start += 400) {
      const page = (await drive.call("GET", `${list}&start=${start}`)).body;
      for (const { id: number, accountId, amount } of page.transactions) {
        expect(seen.has(number)).toBe(false);
        seen.add(number);
        sums.set(accountId, (sums.get(accountId) ?? 0) + Math.round(amount * 100));
      }
      more = page.moreAvailable;
      if (more === "false") expect(seen.size).toBe(page.found);
    }
    for (const account of body.accounts) {
      expect(Math.round(account.balance * 100)).toBe(sums.get(Number(account.id)));
    }
    expect(seen.size).toBeGreaterThan(1_000);
  });

  it("refuses ranges that are missing or turned round", async () => {
    const id = await drive.customerWith("profile_01");
    const url = `/aggregation/v3/customers/${id}/transactions`;
    expect((await drive.call("GET", url)).body).toMatchObject({
      code: 10005,
      message: "Missing parameter (fromDate)",
    });
    expect((await drive.call("GET", `${url}?fromDate=2&toDate=1`)).body).toMatchObject({ code: 41002 });
    expect((await drive.call("GET", `${url}?fromDate=1&toDate=2&sort=up`)).body).toMatchObject({
      code: 10100,
    });
  });
});

it("never shows an environment what belongs to another", async () => {
  const id = await drive.customerWith("profile_03");
  const { accounts } = (await drive.call("GET", `${customerUrl(id)}/accounts`)).body;
  const [{ id: accountId, institutionLoginId }] = accounts;
  const list = (
    await drive.call("GET", `/aggregation/v3/customers/${id}/transactions?fromDate=0&toDate=${MOMENT}`)
  ).body;
  const transactionId = list.transactions[0].id;
  const other = { "x-gatehouse-environment": randomUUID() };
  const mine = (await drive.call("POST", addUrl, { username: "of-the-other" }, other)).body.id;
  const ways = (customer: string): [Method, string, unknown?][] => [
    ["GET", `/aggregation/v2/customers/${customer}/accounts/${accountId}`],
    ["GET", `${customerUrl(customer)}/accounts/${accountId}/simple`],
    ["GET", `${customerUrl(customer)}/institutionLogins/${institutionLoginId}/accounts`],
    ["POST", `${customerUrl(customer)}/institutionLogins/${institutionLoginId}/accounts`],
    ["GET", `/aggregation/v4/customers/${customer}/accounts/${accountId}/transactions?fromDate=0&toDate=9`],
    ["GET", `/aggregation/v2/customers/${customer}/transactions/${transactionId}`],
    ["GET", `/aggregation/customers/${customer}/transactions/${accountId}-${transactionId}`],
    ["DELETE", `${customerUrl(customer)}/accounts/${accountId}`],
    ["DELETE", `${customerUrl(customer)}/institutionLogins/${institutionLoginId}`],
  ];
  const ofTheCustomer: [Method, string, unknown?][] = [
    ["GET", customerUrl(id)],
    ["PUT", customerUrl(id), { firstName: "Mallory" }],
    ["GET", `${customerUrl(id)}/accounts`],
    ["GET", `${customerUrl(id)}/accounts/simple`],
    ["POST", `${customerUrl(id)}/accounts`],
    ["POST", addAllUrl(id), logInBody("profile_04")],
    ["GET", `/aggregation/v3/customers/${id}/transactions?fromDate=0&toDate=9`],
    ["DELETE", customerUrl(id)],
  ];
  for (const [method, url, body] of [...ways(id), ...ways(mine), ...ofTheCustomer]) {
    expect((await drive.call(method, url, body, other)).status, `${method} ${url}`).toBe(404);
  }
  expect((await drive.call("GET", "/aggregation/v1/customers", undefined, other)).body.found).toBe(1);
  expect((await drive.call("GET", `${customerUrl(id)}/accounts`)).body.accounts).toEqual(accounts);
});

it("starts again on its tables, several at once, and refuses those of a newer program", async () => {
  const again = await Promise.all(
    [1, 2, 3].map(() => createTestDrive({ pool: drive.pool, secret: "other" })),
  );
  for (const app of again) await app.close();
  await drive.pool.query("insert into test_drive.schema_version values (99)");
  await expect(createTestDrive({ pool: drive.pool, secret: "other" })).rejects.toThrow("newer version");
  await drive.pool.query("delete from test_drive.schema_version where version = 99");
});
