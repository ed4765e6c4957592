import { randomBytes, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { EncryptJWT } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MOST_LINES } from "../gateway/held-usage.ts";
import type { UsageReport } from "../gateway/usage-report.ts";
import { createApp } from "../http/create-app.ts";
import { deskClient } from "./desk-link.ts";
import { usageClient, usageLinkRoutes } from "./usage-link.ts";

const key = randomBytes(32);
const report: UsageReport = {
  source: randomUUID(),
  number: 3,
  gateway: "gate-1",
  calls: [
    {
      credentialId: randomUUID(),
      operation: "GET /customers/{}",
      statusClass: 2,
      encrypted: true,
      count: 2,
      milliseconds: 31,
      ageMs: 12,
    },
  ],
  uses: [{ id: randomUUID(), count: 2, firstAgeMs: 900, lastAgeMs: 12 }],
  callers: [
    {
      environmentId: randomUUID(),
      caller: randomBytes(32).toString("base64url"),
      said: "keys",
      kids: ["a".repeat(64)],
      ageMs: 12,
    },
  ],
};
let received: UsageReport[] = [];
let fails = false;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  app = await createApp({
    log: pino({ level: "silent" }),
    production: false,
    trustProxy: false,
    ready: async () => [],
    identify: async () => undefined,
    rooms: [],
    internal: [
      usageLinkRoutes({
        key,
        receive: async (told) => {
          if (fails) throw new Error("the database is away");
          received.push(told);
        },
      }),
    ],
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => app.close());
beforeEach(() => {
  received = [];
  fails = false;
});

test("a report sealed by a gateway reaches the desk whole", async () => {
  expect(await usageClient(url, key)(report)).toBe("counted");
  expect(received).toEqual([report]);
});

test("the largest report there is fits", async () => {
  const [line] = report.calls;
  const calls = Array.from({ length: MOST_LINES }, () => ({
    ...line,
    credentialId: randomUUID(),
    operation: "x".repeat(200),
    statusClass: 2,
    encrypted: false,
    count: 1_000_000_000,
    milliseconds: 1_000_000_000_000,
    ageMs: 400 * 86_400_000,
  }));
  expect(await usageClient(url, key)({ ...report, calls, uses: [], callers: [] })).toBe("counted");
  const callers = Array.from({ length: MOST_LINES / 8 }, () => ({
    environmentId: randomUUID(),
    caller: randomBytes(32).toString("base64url"),
    said: "keys" as const,
    kids: Array.from({ length: 20 }, () => "f".repeat(100)),
    ageMs: 400 * 86_400_000,
  }));
  expect(await usageClient(url, key)({ ...report, calls: [], uses: [], callers })).toBe("counted");
});

test("a report sealed by a stranger's key finds nothing at that address, and the gateway keeps it", async () => {
  expect(await usageClient(url, randomBytes(32))(report)).toBe("unreachable");
  expect(received).toEqual([]);
});

test("a message for the other link is no report, though the same key has sealed it", async () => {
  const message = await new EncryptJWT({ ...report })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setAudience("gatehouse-desk")
    .setExpirationTime("60s")
    .encrypt(key);
  expect((await post({ message })).status).toBe(404);
  await deskClient(
    url,
    key,
  )({ credentialId: randomUUID(), newSecret: "x", immediate: true, ifVerifier: "x" });
  expect(received).toEqual([]);
});

test("an old message is refused", async () => {
  const message = await new EncryptJWT({ ...report })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setAudience("gatehouse-usage")
    .setExpirationTime(Math.floor(Date.now() / 1_000) - 3_600)
    .encrypt(key);
  expect((await post({ message })).status).toBe(404);
});

test.each([
  ["a count below one", { uses: [{ id: randomUUID(), count: -5, firstAgeMs: 0, lastAgeMs: 0 }] }],
  ["a time to come", { uses: [{ id: randomUUID(), count: 1, firstAgeMs: 0, lastAgeMs: -60_000 }] }],
  ["an id that is none", { uses: [{ id: "'; drop table", count: 1, firstAgeMs: 0, lastAgeMs: 0 }] }],
  ["a caller that is no hash", { callers: [{ ...report.callers[0], caller: "192.0.2.7" }] }],
  ["too many lines", { uses: Array.from({ length: 1_001 }, () => report.uses[0]) }],
])("a report with %s is refused for good, so that it isn't sent for ever", async (_what, change) => {
  expect(await usageClient(url, key)({ ...report, ...change } as UsageReport)).toBe("refused");
  expect(received).toEqual([]);
});

test("a body beyond the bound is not read", async () => {
  expect((await post({ message: "x".repeat(600 * 1024) })).status).toBe(413);
});

test("a desk that fails or isn't there leaves the report with the gateway", async () => {
  fails = true;
  expect(await usageClient(url, key)(report)).toBe("unreachable");
  expect(await usageClient("http://127.0.0.1:1", key)(report)).toBe("unreachable");
});

function post(body: unknown): Promise<Response> {
  return fetch(new URL("/internal/v1/usage", url), {
    method: "POST",
    headers: { "content-type": "application/json", "x-gatehouse-client": "1" },
    body: JSON.stringify(body),
  });
}
