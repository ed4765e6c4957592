import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "./create-app.ts";

const logged: string[] = [];
const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });

const rooms: FastifyPluginAsync = async (app) => {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      "/echo",
      { schema: { body: z.object({ name: z.string().min(1, "Give it a name.") }) } },
      async (request) => request.body,
    );
  app.get("/fails", async () => {
    throw new Error("the secret is hunter2");
  });
};

let app: FastifyInstance;
beforeAll(async () => {
  app = await createApp({
    log,
    production: false,
    trustProxy: false,
    ready: async () => ["database"],
    identify: async () => undefined,
    rooms: [rooms],
  });
});
afterAll(() => app.close());

const program = { "x-gatehouse-client": "1" };

test("a field that is wrong is named by its JSON pointer, in RFC 9457 form", async () => {
  const response = await app.inject({
    method: "POST",
    url: "/api/v1/echo",
    headers: program,
    payload: { name: "" },
  });
  expect(response.statusCode).toBe(400);
  expect(response.headers["content-type"]).toContain("application/problem+json");
  expect(response.json()).toMatchObject({
    type: "urn:gatehouse:problem:invalid-request",
    status: 400,
    code: "invalid-request",
    errors: [{ pointer: "/name", detail: "Give it a name." }],
  });
});

test("a request from a page of another site changes nothing", async () => {
  for (const headers of [
    { origin: "https://evil.example", host: "desk.example" },
    { origin: "null", host: "desk.example" },
    { origin: "https://desk.example.evil.example", host: "desk.example" },
    { host: "desk.example" },
  ]) {
    const response = await app.inject({
      method: "POST",
      url: "/api/v1/echo",
      headers,
      payload: { name: "x" },
    });
    expect(response.statusCode).toBe(403);
    expect(response.json().code).toBe("forbidden-origin");
  }
});

test("a request from our own page goes through", async () => {
  const headers = { origin: "http://desk.example:8080", host: "desk.example:8080" };
  const response = await app.inject({ method: "POST", url: "/api/v1/echo", headers, payload: { name: "x" } });
  expect(response.statusCode).toBe(200);
});

test("an unexpected error tells the caller a request id and nothing of the cause", async () => {
  const response = await app.inject({ url: "/api/v1/fails" });
  expect(response.statusCode).toBe(500);
  expect(response.body).not.toContain("hunter2");
  expect(response.json().requestId).toBe(response.headers["x-request-id"]);
});

test("behind a proxy a request comes from where the proxy saw it, not from where it says itself", async () => {
  const seen: string[] = [];
  const behind = await createApp({
    log,
    production: false,
    trustProxy: true,
    ready: async () => [],
    identify: async () => undefined,
    rooms: [
      async (room) => {
        room.get("/whence", async (request) => seen.push(request.ip));
      },
    ],
  });
  for (const forwarded of ["198.51.100.1, 203.0.113.7", "made-up, 127.0.0.1, 203.0.113.7", "203.0.113.7"]) {
    await behind.inject({ url: "/api/v1/whence", headers: { "x-forwarded-for": forwarded } });
  }
  await behind.close();
  expect(seen).toEqual(["203.0.113.7", "203.0.113.7", "203.0.113.7"]);
});

test.each([
  ["no JSON", "{", "application/json", 400, "malformed-json"],
  ["an empty body", "", "application/json", 400, "malformed-json"],
  ["another media type", "a=b", "application/x-www-form-urlencoded", 415, "unsupported-media-type"],
  ["a prototype in the body", '{"__proto__":{"a":1}}', "application/json", 400, "malformed-json"],
  [
    "a body over the limit",
    JSON.stringify({ name: "x".repeat(300_000) }),
    "application/json",
    413,
    "body-too-large",
  ],
])("%s is refused plainly", async (_what, payload, type, status, code) => {
  const response = await app.inject({
    method: "POST",
    url: "/api/v1/echo",
    headers: { ...program, "content-type": type },
    payload,
  });
  expect([response.statusCode, response.json().code]).toEqual([status, code]);
});

test("every answer has a strict content security policy and a request id", async () => {
  const response = await app.inject({ url: "/livez" });
  const policy = String(response.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("unsafe");
  expect(response.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("readyz says what is missing", async () => {
  const response = await app.inject({ url: "/readyz" });
  expect([response.statusCode, response.json().missing]).toEqual([503, ["database"]]);
});

test("neither bodies nor URLs are logged", async () => {
  await app.inject({
    method: "POST",
    url: "/api/v1/echo?token=planted-1",
    headers: program,
    payload: { name: "planted-2" },
  });
  await app.inject({ url: "/nowhere?token=planted-3" });
  expect(logged.join("")).not.toContain("planted");
});

test("the OpenAPI document is version 3.1 and knows the routes", async () => {
  const response = await app.inject({ url: "/api/v1/openapi.json" });
  expect(response.json().openapi).toBe("3.1.0");
  expect(Object.keys(response.json().paths)).toContain("/api/v1/echo");
});

test("a route whose answer can be read but not written is refused when the program starts", async () => {
  const oneWay = z.string().transform((text) => text.length);
  const opening = (answer: z.ZodType) =>
    createApp({
      log,
      production: false,
      trustProxy: false,
      ready: async () => ["database"],
      identify: async () => undefined,
      rooms: [
        async (routes) => {
          routes.get("/answer", { schema: { response: { 200: answer } } }, async () => ({}));
        },
      ],
    });
  for (const answer of [
    oneWay,
    z.object({ deep: z.array(z.object({ in: oneWay.optional() })) }),
    z.record(z.string(), z.union([z.null(), oneWay])),
    z.preprocess((value) => value, z.string()),
  ]) {
    await expect(opening(answer)).rejects.toThrow("GET /api/v1/answer");
  }
  const twoWays = z.codec(z.string(), z.number(), { decode: Number, encode: String });
  await (await opening(z.object({ deep: z.array(twoWays) }))).close();
});
