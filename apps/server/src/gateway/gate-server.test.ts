import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GateError } from "../problems/gate-errors.ts";
import { loggedIn, send, sendLogIn } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let gate: TestGate;
let partner: TestPartner;
let headers: Record<string, string>;
const pair = makePair();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

beforeAll(async () => {
  gate = await startGate();
  partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  headers = await loggedIn(gate, partner);
});
afterAll(() => gate.gateway.close());
beforeEach(() => {
  gate.upstream.received.length = 0;
  gate.upstream.answer = () => ({ status: 200, headers: {}, body: Buffer.from("{}") });
});

/** What a client that knows no manners gets to read. */
async function raw(text: string): Promise<string> {
  const { port } = new URL(gate.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.end(text);
  let received = "";
  socket.on("data", (chunk) => {
    received += String(chunk);
  });
  await once(socket, "close");
  return received;
}

test("every answer has a request id of its own, whatever went wrong", async () => {
  const post = { method: "POST", path: "/a", headers };
  const answers = [
    await send(gate, { path: "/livez" }),
    await send(gate, { path: "/readyz" }),
    await send(gate, { path: "/a" }),
    await send(gate, { path: "/a", headers }),
    await send(gate, { path: "/a%2f", headers }),
    await send(gate, { method: "TRACE", path: "/a", headers }),
    await send(gate, { ...post, body: "{" }),
    await send(gate, { ...post, body: Buffer.alloc(5 * 1024 * 1024, "a") }),
    await sendLogIn(gate, partner),
    await sendLogIn(gate, { ...partner, partnerSecret: "wrong" }),
  ];
  const ids = answers.map((answer) => answer.headers["x-request-id"]);
  for (const id of ids) expect(id).toMatch(UUID);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await raw("nonsense\r\n\r\n")).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*x-request-id: [0-9a-f-]{36}[\s\S]*14020/,
  );
  const large = `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`;
  expect(await raw(large)).toMatch(
    /^HTTP\/1\.1 431 [\s\S]*x-request-id: [0-9a-f-]{36}[\s\S]*HEADERS_TOO_LARGE/,
  );
});

test("the upstream gets who calls and nothing that lets anyone in", async () => {
  const answer = await send(gate, {
    path: "/aggregation/v1/customers?search=a%20b&start=1",
    headers: {
      ...headers,
      accept: "application/json",
      authorization: "Bearer secret",
      cookie: "a=b",
      "x-forwarded-for": "10.0.0.1",
      "x-gatehouse-partner-id": "2445000000000",
      "x-gatehouse-environment": "another",
      "x-gatehouse-upstream-secret": "guess",
      "x-request-id": "mine",
    },
  });
  const [received] = gate.upstream.received;
  expect(received?.path).toBe("/aggregation/v1/customers?search=a%20b&start=1");
  expect(received?.headers).toEqual({
    accept: "application/json",
    "x-request-id": answer.headers["x-request-id"],
    "x-gatehouse-environment": partner.environment.id,
    "x-gatehouse-partner-id": partner.partnerId,
  });
});

test("the caller gets the answer and nothing of the upstream's own house", async () => {
  gate.upstream.answer = () => ({
    status: 201,
    headers: {
      "content-type": "application/json",
      "set-cookie": ["a=b"],
      server: "inner/1.0",
      "x-powered-by": "inner",
      connection: "close",
      "transfer-encoding": "chunked",
      location: "http://10.0.0.5:9999/inner",
    },
    body: Buffer.from("{}"),
  });
  const answer = await send(gate, { method: "POST", path: "/a", headers, body: "{}" });
  expect(Object.keys(answer.headers).sort()).toEqual(
    [
      "cache-control",
      "connection",
      "content-length",
      "content-type",
      "date",
      "keep-alive",
      "x-request-id",
    ].sort(),
  );
});

test.each([
  "/a/../b",
  "/a/..",
  "/a/..;/b",
  "/a/;/b",
  "/a/;b",
  "/a/%3B/b",
  "/a/..;x=1",
  "/a/..%3b/b",
  "/./a",
  "/a%2fb",
  "/a%2Fb",
  "/a%5cb",
  "/%2e%2e/a",
  "/a%00b",
  "/a%0d%0ab",
  "//host/a",
  "/a//b",
  "/a%25%32%66",
  "/a\\b",
  "/a<b>",
  "/a%zz",
  '/a?b="c"',
  "/a?b=%",
  "http://elsewhere/a",
])("a target that two readers may read differently is refused: %s", async (path) => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${lines.join("")}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":14020/);
  expect(gate.upstream.received).toEqual([]);
});

test("a target of more than 2,048 characters is refused", async () => {
  expect((await send(gate, { path: `/${"a".repeat(2_048)}`, headers })).status).toBe(414);
  expect((await send(gate, { path: `/${"a".repeat(2_000)}`, headers })).status).not.toBe(414);
});

test("a body of 5 MB is refused, with and without its length said, and the gate lives on", async () => {
  const body = Buffer.alloc(5 * 1024 * 1024, "a");
  const answer = await send(gate, { method: "POST", path: "/a", headers, body });
  expect(answer.status).toBe(413);
  expect(answer.json).toEqual({
    code: "PAYLOAD_TOO_LARGE",
    message: "The body is too large (at most 2097152 bytes)",
  });
  const chunked = await fetch(`${gate.url}/a`, {
    method: "POST",
    headers,
    body: new Blob([body]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(chunked.status).toBe(413);
  const declared = await raw(
    `POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n`,
  );
  expect(declared).toMatch(/^HTTP\/1\.1 413 /);
  expect(gate.upstream.received).toEqual([]);
  expect((await send(gate, { path: "/a", headers })).status).toBe(200);
});

test("a credential deleted while a body is on its way ends the call", async () => {
  const leaving = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...leaving.entries);
  await gate.settle();
  const lines = Object.entries(await loggedIn(gate, leaving)).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(new URL(gate.url).port), "127.0.0.1");
  socket.write(`POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n${lines.join("")}\r\n{`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  gate.keyBook.remove("credential", leaving.credential.id);
  await gate.settle();
  socket.write("}");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":10022/);
  expect(gate.upstream.received).toEqual([]);
  socket.destroy();
});

test("an answer of the upstream that can't be passed on ends the call, not the gate", async () => {
  gate.upstream.answer = () => ({
    status: 200,
    headers: { "content-type": "text/plain\r\nevil: yes" },
    body: Buffer.from("{}"),
  });
  await expect(send(gate, { path: "/a", headers })).rejects.toThrow();
  expect((await send(gate, { path: "/livez" })).status).toBe(200);
});

test("a body without the right to call is not waited for", async () => {
  const answer = await raw(
    "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\nconnection: close\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":10026/);
  const socket = connect(Number(new URL(gate.url).port), "127.0.0.1");
  socket.write("POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999\r\n\r\n");
  const [endless] = await once(socket, "data");
  expect(String(endless)).toMatch(/^HTTP\/1\.1 401 [\s\S]*connection: close/i);
  await once(socket, "close");
});

/** Another partner's headers. */
async function another(): Promise<Record<string, string>> {
  const other = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...other.entries);
  await gate.settle();
  return loggedIn(gate, other);
}
const linesOf = (of: Record<string, string>) =>
  Object.entries(of)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");

test("one partner's unfinished bodies fill its own share of the memory, and the others' calls go on", async () => {
  const others = await another();
  const part = "a".repeat(1024 * 1024 + 1);
  const large = `{"a":"${"a".repeat(1_600_000)}"}`;
  const sockets = Array.from({ length: 16 }, () => {
    const socket = connect(Number(new URL(gate.url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 2000000\r\n${linesOf(headers)}\r\n${part}`);
    return socket;
  });
  const post = (as: Record<string, string>) =>
    send(gate, { method: "POST", path: "/a", headers: as, body: large });
  await expect.poll(async () => (await post(headers)).status, { timeout: 5_000 }).toBe(503);
  expect((await post(headers)).json).toEqual({ code: "GATEWAY_BUSY", message: "The gateway is busy" });
  expect((await post(others)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await post(headers)).status).toBe(200);
});

test("calls that declare much and send nothing take next to nothing", async () => {
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect(Number(new URL(gate.url).port), "127.0.0.1");
    socket.write(`POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n${linesOf(headers)}\r\n`);
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await send(gate, { method: "POST", path: "/a", headers, body: "{}" })).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test("answers that nobody reads count for whoever asked for them", async () => {
  const others = await another();
  gate.upstream.answer = () => ({ status: 200, headers: {}, body: Buffer.alloc(15 * 1024 * 1024, "a") });
  const sockets = Array.from({ length: 3 }, () => {
    const socket = connect(Number(new URL(gate.url).port), "127.0.0.1");
    socket.pause();
    socket.write(`GET /a HTTP/1.1\r\nhost: a\r\n${linesOf(headers)}\r\n`);
    return socket;
  });
  await expect.poll(() => gate.upstream.received.length).toBe(3);
  gate.upstream.answer = () => ({ status: 200, headers: {}, body: Buffer.from("{}") });
  const post = (as: Record<string, string>) =>
    send(gate, { method: "POST", path: "/a", headers: as, body: "{}" });
  await expect.poll(async () => (await post(headers)).status).toBe(503);
  expect((await post(others)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await post(headers)).status).toBe(200);
});

test.each([
  [{ "content-type": "application/xml" }, "<a/>"],
  [{ "content-type": "text/plain" }, "{}"],
  [{ "content-encoding": "gzip" }, "{}"],
])("a body that is not sent as plain JSON is refused: %o", async (more, body) => {
  const answer = await send(gate, { method: "POST", path: "/a", headers: { ...headers, ...more }, body });
  expect(answer.status).toBe(415);
  expect(gate.upstream.received).toEqual([]);
});

test("a GET with a body is refused", async () => {
  expect((await send(gate, { path: "/a", headers, body: "{}" })).json).toMatchObject({ code: 14020 });
});

test.each([
  ["upstream-failed", 502, "UPSTREAM_FAILED"],
  ["upstream-timeout", 504, "UPSTREAM_TIMEOUT"],
] as const)("%s is told as %i", async (kind, status, code) => {
  gate.upstream.answer = () => {
    throw new GateError(kind, undefined, { cause: new Error("connect ECONNREFUSED 10.0.0.5") });
  };
  const answer = await send(gate, { path: "/a", headers });
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject({ code });
  expect(answer.text).not.toContain("10.0.0.5");
});

test("an unexpected error is told as ours, without its words", async () => {
  gate.upstream.answer = () => {
    throw new Error("the inner secret");
  };
  const answer = await send(gate, { path: "/a", headers });
  expect(answer.status).toBe(500);
  expect(answer.text).toBe('{"code":"INTERNAL_ERROR","message":"Something went wrong on our side"}');
});

test("no log line holds a secret, a token, a path or a body", async () => {
  gate.upstream.answer = () => {
    throw new GateError("upstream-failed", undefined, { cause: new Error("away") });
  };
  await send(gate, { method: "POST", path: "/private/path", headers, body: '{"private":"body"}' });
  await sendLogIn(gate, { ...partner, partnerSecret: "a-wrong-secret" });
  const log = gate.logged.join("");
  expect(log).toContain("upstream-failed");
  const token = headers["finicity-app-token"] ?? "";
  for (const secret of [partner.partnerSecret, "a-wrong-secret", partner.appKey, token, "private"]) {
    expect(log).not.toContain(secret);
  }
});

test("the upstream is told when the caller has gone", async () => {
  const gone = new Promise<void>((resolve) => {
    gate.upstream.answer = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          resolve();
          reject(new GateError("upstream-failed"));
        });
        hangUp.abort();
      });
  });
  const hangUp = new AbortController();
  await expect(fetch(`${gate.url}/a`, { headers, signal: hangUp.signal })).rejects.toThrow();
  await gone;
});
