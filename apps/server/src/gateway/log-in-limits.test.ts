import { afterAll, beforeAll, expect, test } from "vitest";
import { LogInLimits } from "./log-in-limits.ts";
import { sendLogIn } from "./testing/call-gate.ts";
import { makePair, makePartner, type TestPartner } from "./testing/make-partner.ts";
import { startGate, type TestGate } from "./testing/start-gate.ts";

let behindProxy: TestGate;
let open: TestGate;
const pair = makePair();
beforeAll(async () => {
  behindProxy = await startGate({ trustProxy: true });
  open = await startGate();
});
afterAll(async () => {
  await behindProxy.gateway.close();
  await open.gateway.close();
});

async function publishPartner(gate: TestGate): Promise<TestPartner> {
  const partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
  gate.keyBook.publish(...partner.entries);
  await gate.settle();
  return partner;
}

const from = (address: string) => ({ "x-forwarded-for": address });

test("five failures lock the Partner ID for that source, even with the right secret, and say how long", async () => {
  const partner = await publishPartner(open);
  for (let n = 0; n < 5; n += 1)
    expect((await sendLogIn(open, { ...partner, partnerSecret: "wrong" })).status).toBe(401);
  const locked = await sendLogIn(open, partner);
  expect(locked.status).toBe(429);
  expect(locked.json).toMatchObject({ code: 10001 });
  expect(Number(locked.headers["retry-after"])).toBeGreaterThan(0);
});

test("a stranger who locks himself out does not lock the partner out", async () => {
  const partner = await publishPartner(behindProxy);
  const wrong = { ...partner, partnerSecret: "wrong" };
  for (let n = 0; n < 6; n += 1) await sendLogIn(behindProxy, wrong, from("203.0.113.9"));
  expect((await sendLogIn(behindProxy, partner, from("203.0.113.9"))).status).toBe(429);
  expect((await sendLogIn(behindProxy, partner, from("198.51.100.7"))).status).toBe(200);
});

test("the caller can't choose his address: what he writes before the proxy's own word counts for nothing", async () => {
  const partner = await publishPartner(behindProxy);
  const wrong = { ...partner, partnerSecret: "wrong" };
  for (let n = 0; n < 5; n += 1) await sendLogIn(behindProxy, wrong, from(`10.0.0.${n}, 203.0.113.9`));
  expect((await sendLogIn(behindProxy, partner, from("10.0.0.77, 203.0.113.9"))).status).toBe(429);
});

test("without a proxy to trust, X-Forwarded-For counts for nothing", async () => {
  const partner = await publishPartner(open);
  const wrong = { ...partner, partnerSecret: "wrong" };
  for (let n = 0; n < 5; n += 1) await sendLogIn(open, wrong, from(`203.0.113.${n}`));
  expect((await sendLogIn(open, partner, from("198.51.100.7"))).status).toBe(429);
});

test("many attempts at once don't slip through before the first has failed", async () => {
  const partner = await publishPartner(open);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => sendLogIn(open, { ...partner, partnerSecret: "wrong" })),
  );
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
});

test("with one's own App Key nobody locks another partner out, whatever Partner ID is sent", async () => {
  const [partner, stranger] = [await publishPartner(open), await publishPartner(open)];
  for (let n = 0; n < 6; n += 1) await sendLogIn(open, { ...partner, appKey: stranger.appKey });
  expect((await sendLogIn(open, partner)).status).toBe(200);
  expect((await sendLogIn(open, stranger)).status).toBe(429);
});

test("Partner IDs made up don't wash a lock away", () => {
  const limits = new LogInLimits(() => new Date(0));
  for (let n = 0; n < 5; n += 1) limits.begin("locked", "a");
  for (let n = 0; n < 60_000; n += 1) limits.begin("attacker", `source ${n}`);
  expect(limits.begin("locked", "a")).toBe(900);
});

test("guesses from ever new sources add up for the credential, and successes in between don't make room", () => {
  let now = 0;
  const limits = new LogInLimits(() => new Date(now));
  for (let n = 0; n < 200; n += 1) {
    expect(limits.begin("c", `source ${n}`)).toBeNull();
    if (n % 10 === 0) {
      limits.begin("c", "the partner's own");
      limits.succeed("c", "the partner's own");
    }
  }
  expect(limits.begin("c", "one more")).toBe(3_600);
  now = 3_600_000;
  expect(limits.begin("c", "one more")).toBeNull();
});

test("a success takes the failures back, and a lock ends after 15 minutes", () => {
  let now = 0;
  const limits = new LogInLimits(() => new Date(now));
  for (let n = 0; n < 4; n += 1) limits.begin("p", "a");
  expect(limits.begin("p", "a")).toBeNull();
  limits.succeed("p", "a");
  for (let n = 0; n < 5; n += 1) expect(limits.begin("p", "a")).toBeNull();
  expect(limits.begin("p", "a")).toBe(900);
  now = 900_000;
  expect(limits.begin("p", "a")).toBeNull();
});
