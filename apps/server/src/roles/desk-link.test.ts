import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { EncryptJWT } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SecretChange } from "../gateway/desk.ts";
import { createApp } from "../http/create-app.ts";
import { deskClient, deskLinkRoutes } from "./desk-link.ts";

const key = randomBytes(32);
const change: SecretChange = {
  credentialId: "01a21260-6489-76bd-beb3-947960e3c09c",
  newSecret: "chosen-by-the-partner-1",
  immediate: true,
  ifVerifier: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
};
let received: SecretChange[] = [];
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
      deskLinkRoutes({
        key,
        changePartnerSecret: async (asked) => {
          received.push(asked);
          return { ok: true, number: 12 };
        },
      }),
    ],
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => app.close());
beforeEach(() => {
  received = [];
});

test("a change sealed by a gateway reaches the desk whole", async () => {
  expect(await deskClient(url, key)(change)).toEqual({ ok: true, number: 12 });
  expect(received).toEqual([change]);
});

test("a change sealed by a stranger's key finds nothing at that address", async () => {
  expect(await deskClient(url, randomBytes(32))(change)).toEqual({ ok: false, reason: "unknown" });
  expect(received).toEqual([]);
});

test.each([
  ["expired", { aud: "gatehouse-desk", exp: 1_000_000 }],
  ["without an end", { aud: "gatehouse-desk" }],
  ["for another audience", { aud: "elsewhere", exp: Math.floor(Date.now() / 1_000) + 60 }],
])("a message %s is refused", async (_what, claims) => {
  const message = await new EncryptJWT({ ...change, ...claims })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(key);
  const response = await fetch(new URL("/internal/v1/partner-secret", url), {
    method: "POST",
    headers: { "content-type": "application/json", "x-gatehouse-client": "1" },
    body: JSON.stringify({ message }),
  });
  expect(response.status).toBe(404);
  expect(received).toEqual([]);
});

test("a desk that gives no answer leaves it unknown, and nothing is thrown", async () => {
  expect(await deskClient("http://127.0.0.1:1", key)(change)).toEqual({ ok: false, reason: "unknown" });
});
