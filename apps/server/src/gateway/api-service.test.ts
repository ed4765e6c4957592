import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ApiServiceEntry, EnvironmentEntry } from "../key-book/entries.ts";
import { httpUpstream } from "./http-upstream.ts";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";
import type { Upstream } from "./upstream.ts";

/** The other API: two servers, the one that it moves to among them. */
const servers: Server[] = [];
const received: { at: string; url: string; body: string }[] = [];
async function serve(at: string): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ at, url: String(request.url), body });
      if (request.url?.endsWith("/away")) response.writeHead(302, { location: "http://169.254.169.254/" });
      else response.writeHead(200, { "content-type": "application/json" });
      response.end('{"rain":true}');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let gate: TestGate;
let [sandbox, production] = ["", ""];
const pair = makePair();
beforeAll(async () => {
  sandbox = await serve("sandbox");
  production = await serve("production");
  const testDrive: Upstream = {
    async dispatch({ path }) {
      received.push({ at: "Test Drive", url: path, body: "" });
      return { status: 200, headers: {}, body: Buffer.from("{}") };
    },
    close: () => Promise.resolve(),
  };
  const forUrl = (url: string) => httpUpstream(url, {}, { anyAddress: true });
  gate = await startGate({ upstreams: { testDrive, forUrl } });
});
afterAll(async () => {
  await gate.gateway.close();
  for (const server of servers) server.close();
});

let weather: ApiServiceEntry;
let partner: TestPartner;
let environment: EnvironmentEntry;
beforeEach(() => {
  received.length = 0;
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  environment = { ...partner.environment, apiService: "weather" };
  weather = {
    kind: "api-service",
    id: "weather",
    upstreams: { sandbox: `${sandbox}/base`, production: `${production}/v1/` },
    payload: {
      policy: "required",
      requestField: "encryptedPayload.encryptedData",
      responseField: "encryptedResponse",
      fieldLevel: false,
    },
    products: [
      { id: "days", name: "Days of Sun" },
      { id: "reports", name: "Long Reports" },
    ],
    operations: [
      { method: "GET", path: "/days/{day}", product: "days" },
      { method: "POST", path: "/days", product: "days" },
      { method: "POST", path: "/reports", product: "reports" },
      { method: "GET", path: "/health", product: null },
      { method: "GET", path: "/away", product: null },
    ],
  };
});

async function open(...more: (EnvironmentEntry | ApiServiceEntry)[]): Promise<Record<string, string>> {
  gate.keyBook.publish(...partner.entries, ...more);
  await gate.settle();
  return loggedIn(gate, partner);
}
async function tell(...entries: (EnvironmentEntry | ApiServiceEntry)[]): Promise<void> {
  gate.keyBook.publish(...entries);
  await gate.settle();
}
const sealed = () => encryptJwe(Buffer.from('{"day":1}'), pair.publicKey, { kid: pair.kid });
const inProduction = (): EnvironmentEntry => ({
  ...environment,
  type: "production",
  plan: "production",
  products: ["days"],
  upstream: { kind: "url", url: "http://approved.invalid" },
});

test("a project of another service is served by its upstream, with its field names and its policy", async () => {
  const headers = await open(weather, environment);
  const body = JSON.stringify({ encryptedPayload: { encryptedData: sealed() } });
  const answer = await send(gate, { method: "POST", path: "/days?of=may", headers, body });
  expect(answer.status).toBe(200);
  const { encryptedResponse } = answer.json as { encryptedResponse: string };
  expect(decryptJwe(parseCompactJwe(encryptedResponse), pair.privateKey).toString()).toBe('{"rain":true}');
  expect(received).toEqual([{ at: "sandbox", url: "/base/days?of=may", body: '{"day":1}' }]);
  // Plain, or under the other service's name, it is refused.
  for (const wrong of ['{"day":1}', JSON.stringify({ encryptedData: sealed() })])
    expect((await send(gate, { method: "POST", path: "/days", headers, body: wrong })).status).toBe(400);
  expect(received).toHaveLength(1);
});

test("a change of the service is in force for its environments at once, whichever of the two came first", async () => {
  const headers = await open(environment, weather);
  const body = JSON.stringify({ data: sealed() });
  const call = () => send(gate, { method: "POST", path: "/days", headers, body });
  expect((await call()).status).toBe(400);
  const payload = {
    ...weather.payload,
    requestField: "data",
    responseField: "data",
    policy: "mirror" as const,
  };
  await tell({ ...weather, payload, upstreams: { ...weather.upstreams, sandbox: production } });
  const answer = await call();
  expect([answer.status, Object.keys(answer.json as object)]).toEqual([200, ["data"]]);
  await tell({ ...weather, payload, upstreams: { ...weather.upstreams, sandbox: null } });
  expect((await call()).status).toBe(501);
  expect(received.map(({ at }) => at)).toEqual(["production"]);
});

test("in Production an operation outside the contract is refused with 403 naming its product; in the Sandbox everything may be called", async () => {
  const headers = await open(weather, inProduction());
  await tell({ ...weather, payload: { ...weather.payload, policy: "off" } });
  const call = async (method: string, path: string) => {
    const sent = { method, path, headers, ...(method === "POST" ? { body: "{}" } : {}) };
    const { status, json } = await send(gate, sent);
    return [status, status === 200 ? null : (json as { message: string }).message];
  };
  const outside = "This call is not in your contract (product: Long Reports)";
  const nowhere = "This call is not in your contract (no product of this API has this address)";
  expect(await call("GET", "/days/5")).toEqual([200, null]);
  expect(await call("GET", "/health")).toEqual([200, null]);
  expect(await call("POST", "/reports")).toEqual([403, outside]);
  expect(await call("POST", "/rep%6Frts")).toEqual([403, outside]);
  expect(await call("POST", "/reports;a=1")).toEqual([403, outside]);
  expect(await call("GET", "/reports")).toEqual([403, nowhere]);
  expect(await call("GET", "/aggregation/v1/customers")).toEqual([403, nowhere]);
  expect(received.map(({ at, url }) => [at, url])).toEqual([
    ["production", "/v1/days/5"],
    ["production", "/v1/health"],
  ]);
  await tell({ ...environment, apiService: "weather" });
  expect((await call("POST", "/reports"))[0]).toBe(200);
});

test("a redirect of an upstream is an answer, which nothing follows and which tells nobody where it leads", async () => {
  const headers = await open({ ...weather, payload: { ...weather.payload, policy: "off" } }, environment);
  const answer = await send(gate, { path: "/away", headers });
  expect([answer.status, answer.headers.location]).toEqual([302, undefined]);
  expect(received).toHaveLength(1);
});

test("an environment of a service that the key book says nothing of is shut", async () => {
  const headers = await open(weather, environment);
  expect((await send(gate, { path: "/health", headers })).status).toBe(200);
  await tell({ ...environment, apiService: "tides" });
  expect((await send(gate, { path: "/health", headers })).status).toBe(401);
});

test("the built-in service is as it was while the key book says nothing of it, and then as it says", async () => {
  const built = {
    ...partner.environment,
    type: "production",
    plan: "production",
    products: ["accounts"],
  } as const;
  const headers = await open(built);
  const refusal = async (path: string) => {
    const { status, json } = await send(gate, { path, headers });
    return status === 200 ? null : (json as { message: string }).message;
  };
  const transactions = "This call is not in your contract (product: Transactions)";
  expect(await refusal("/aggregation/v1/customers/5/accounts")).toBeNull();
  expect(await refusal("/aggregation/v3/customers/5/transactions")).toBe(transactions);
  // Read by an upstream these are transactions as well, and not customers, which every contract holds.
  expect(await refusal("/aggregation/v1/customers/5/%74ransactions")).toBe(transactions);
  expect(await refusal("/aggregation/v1/customers/5/transactions;x=1")).toBe(transactions);
  const said: ApiServiceEntry = {
    ...weather,
    id: "open-finance-us",
    upstreams: { sandbox: null, production },
    payload: { ...partner.environment.payload },
    operations: null,
    products: [{ id: "transactions", name: "All Movements" }],
  };
  await tell(said);
  expect(await refusal("/aggregation/v1/customers/5/accounts")).toBeNull();
  expect(await refusal("/aggregation/v3/customers/5/transactions")).toContain("All Movements");
  await tell({
    ...said,
    operations: [{ method: "GET", path: "/aggregation/v3/customers/{id}/transactions", product: null }],
  });
  expect(await refusal("/aggregation/v3/customers/5/transactions")).toBeNull();
  expect(received.at(-1)?.at).toBe("production");
  gate.keyBook.remove("api-service", "open-finance-us");
  await gate.settle();
  expect(await refusal("/aggregation/v1/customers/5/accounts")).toBeNull();
  expect(received.at(-1)?.at).toBe("Test Drive");
  expect(await refusal("/aggregation/v3/customers/5/transactions")).toBe(transactions);
});

test("a service without a Sandbox is not answered by Test Drive, which knows another API", async () => {
  const without = { ...weather, upstreams: { ...weather.upstreams, sandbox: null } };
  const headers = await open(environment, { ...without, payload: { ...weather.payload, policy: "off" } });
  const answer = await send(gate, { method: "GET", path: "/days/1", headers });
  expect([answer.status, answer.json]).toEqual([
    501,
    { code: "NO_SANDBOX", message: "This API has no Sandbox yet" },
  ]);
  expect(received).toEqual([]);
  // The built-in one is what Test Drive is for, with its entry and without.
  await tell(
    { ...without, id: "open-finance-us", operations: null },
    { ...environment, apiService: "open-finance-us" },
  );
  await send(gate, { method: "GET", path: "/aggregation/v1/customers", headers });
  expect(received.map(({ at }) => at)).toEqual(["Test Drive"]);
});
