import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { IdentityConfig } from "../../config.ts";
import { secretsOf } from "./flow.ts";
import { createIdentityService } from "./service.ts";
import { type Lies, startLyingService } from "./testing/lying-service.ts";

let there: Awaited<ReturnType<typeof startLyingService>>;
beforeAll(async () => {
  there = await startLyingService();
});
afterAll(() => there?.stop());

const SECRET = "very: secret & long";
const logged: string[] = [];
const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });

function serviceWith(secret: IdentityConfig["secret"] = { value: SECRET }, issuer = there.issuer) {
  const config = { issuer, clientId: "gatehouse", secret, name: "ACME", scopes: "openid", company: null };
  return createIdentityService(config, () => "https://desk.example", log);
}

async function outcomeOf(lies: Lies, change: (query: string) => string = (query) => query): Promise<string> {
  const flow = secretsOf(randomBytes(32).toString("base64url"), "log-in");
  const service = serviceWith();
  const query = there.answerTo(await service.addressFor(flow), lies);
  return service.identityOf(flow, change(query), "id-token").then(
    ({ subject }) => subject,
    (error: { code?: string }) => error.code ?? "unexpected",
  );
}

test("an honest answer says who it is", async () => {
  expect(await outcomeOf({})).toBe("radia");
});

test.each<[string, Lies]>([
  ["for another log-in", { claims: { nonce: "another" } }],
  ["without a nonce", { claims: { nonce: undefined } }],
  ["for another desk", { claims: { aud: "another" } }],
  ["of another issuer", { claims: { iss: "https://evil.example" } }],
  ["that has run out", { claims: { iat: 1_000_000, exp: 1_000_060 } }],
  ["without a subject", { claims: { sub: undefined } }],
  ["signed by a key that isn't published", { foreignKey: true }],
  ["that nobody has signed", { unsigned: true }],
  ["that isn't there", { token: "no-id-token" }],
])("an ID token %s is refused", async (_what, lies) => {
  expect(await outcomeOf(lies)).toBe("identity-refused");
});

const seconds = () => Math.floor(Date.now() / 1_000);
test.each<[string, Lies, string]>([
  ["that was a moment ago is taken", { claims: { auth_time: seconds() } }, "radia"],
  ["of an hour ago is refused", { claims: { auth_time: seconds() - 3_600 } }, "identity-refused"],
  ["of which nobody says when it was is refused", {}, "identity-refused"],
])("where a log-in has to be anew, one %s", async (_what, lies, outcome) => {
  const flow = secretsOf(randomBytes(32).toString("base64url"), "company");
  const service = serviceWith();
  const address = await service.addressFor(flow);
  expect(Object.fromEntries(new URL(address).searchParams)).toMatchObject({
    prompt: "login",
    max_age: "300",
  });
  const identity = service.identityOf(flow, there.answerTo(address, lies), "id-token");
  expect(
    await identity.then(
      ({ subject }) => subject,
      ({ code }) => code,
    ),
  ).toBe(outcome);
});

test("another state, an answer of another issuer and a refusal are refused", async () => {
  expect(await outcomeOf({}, (query) => query.replace(/state=.*/, "state=another"))).toBe("identity-refused");
  expect(await outcomeOf({}, (query) => `${query}&iss=https://evil.example`)).toBe("identity-refused");
  expect(await outcomeOf({}, (query) => query.replace("code=a-code", "error=access_denied"))).toBe(
    "identity-refused",
  );
});

test("a service out of order, one that never answers and one that never ends are away", async () => {
  expect(await outcomeOf({ token: "500" })).toBe("identity-service-away");
  expect(await outcomeOf({ token: "endless" })).toBe("identity-service-away");
  // By its size: the time alone would let it pour gigabytes.
  expect(there.poured()).toBeLessThan(64 * 1_024 * 1_024);
  expect(await outcomeOf({ token: "hangs" })).toBe("identity-service-away");
  const nobody = serviceWith(null, "http://127.0.0.1:1").addressFor(secretsOf("x", "log-in"));
  await expect(nobody).rejects.toMatchObject({ code: "identity-service-away" });
}, 30_000);

test("a service that was away is asked again the next time", async () => {
  const service = serviceWith();
  const go = () => service.addressFor(secretsOf("x", "log-in"));
  there.close(true);
  await expect(go()).rejects.toMatchObject({ code: "identity-service-away" });
  there.close(false);
  expect(await go()).toContain(`${there.issuer}/authorize?`);
});

test("the code goes with its verifier and the client's secret, from a file as well, and neither is logged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-secret-"));
  await writeFile(join(folder, "secret"), `${SECRET}\n`);
  for (const secret of [{ value: SECRET }, { file: join(folder, "secret") }]) {
    const flow = secretsOf(randomBytes(32).toString("base64url"), "log-in");
    const service = serviceWith(secret);
    const address = await service.addressFor(flow);
    await service.identityOf(flow, there.answerTo(address), "id-token");
    const { form, authorization = "" } = there.asked.at(-1) ?? { form: new URLSearchParams() };
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    expect(new URL(address).searchParams.get("code_challenge")).toBe(challenge);
    const [, sent = ""] = Buffer.from(authorization.slice(6), "base64").toString().split(/:(.*)/s);
    expect(decodeURIComponent(sent.replaceAll("+", " "))).toBe(SECRET);
    expect(logged.join("")).not.toContain(flow.codeVerifier);
  }
  await rm(folder, { recursive: true });
  expect(logged.length).toBeGreaterThan(3);
  expect(logged.join("")).not.toContain("very");
});
