import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { noticeSettings } from "../notices/tables.ts";
import { mails } from "../notifications/tables.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { addWebhook } from "./add.ts";
import { claimDelivery, LEASE_MS } from "./claim-delivery.ts";
import { startWebhooks } from "./jobs.ts";
import { settle } from "./settle.ts";
import { webhookDeliveries, webhooks } from "./tables.ts";
import { type Receiver, startReceiver } from "./testing/receiver.ts";
import { isSignedWith } from "./testing/verify.ts";

const HOUR_MS = 3_600_000;
const log = pino({ level: "silent" });
let desk: TestDesk;
let receiver: Receiver;
const running: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  await receiver.goAway();
  await desk.database.delete(webhooks);
});
afterAll(() => desk.close());

function work(anyAddress = true, deadlines?: { readonly answerMs: number }) {
  const { database, custody } = desk;
  const started = startWebhooks({
    database,
    custody,
    anyAddress,
    log,
    clock: desk.now,
    pollMs: 10,
    ...deadlines,
  });
  running.push(started);
  return started;
}

interface Hooked {
  readonly ada: SignedIn;
  readonly at: string;
  readonly hook: string;
  readonly id: string;
  readonly projectId: string;
  readonly secret: string;
}

async function newHooked(url = receiver.url): Promise<Hooked> {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const made = await desk.post(`${at}/webhooks`, { url, description: "Ours" }, ada);
  expect(made.status).toBe(201);
  const { id } = made.body.webhook;
  return { ada, at, hook: `${at}/webhooks/${id}`, id, projectId: body.project.id, secret: made.body.secret };
}
const happen = ({ at, ada }: Hooked) =>
  desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada);
const logOf = async ({ hook, ada }: Hooked) => (await desk.get(`${hook}/deliveries`, ada)).body.items;
const gotOf = (type: string) => receiver.got.filter(({ body }) => JSON.parse(body).type === type);
const idsOf = (type: string) => gotOf(type).map(({ headers }) => headers["webhook-id"]);
const deliveryOf = async (hooked: Hooked, type = "key.created") =>
  (await logOf(hooked)).find((one: { type: string }) => one.type === type);

test("what happens in a project is posted to its webhook and to the provider's, signed, in fields, without a secret", async () => {
  const grace = await desk.joinOperator();
  const provider = await desk.post(
    "/api/v1/operator/webhooks",
    { url: receiver.url.replace("hooks", "all") },
    grace,
  );
  const hooked = await newHooked();
  work();
  await happen(hooked);
  await expect.poll(() => gotOf("key.created").length).toBe(2);
  const [own, all] = ["/hooks", "/all"].map((path) => gotOf("key.created").find((one) => one.path === path));
  if (own === undefined || all === undefined) throw new Error("not both got it");
  expect(isSignedWith(own, hooked.secret)).toBe(true);
  expect(isSignedWith(all, provider.body.secret)).toBe(true);
  expect(isSignedWith(own, provider.body.secret)).toBe(false);
  expect(own.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(own.body)).toMatchObject({
    type: "key.created",
    timestamp: expect.stringMatching(/Z$/),
    data: {
      project: { id: hooked.projectId },
      environment: "sandbox",
      actor: hooked.ada.email,
      keyType: "client",
    },
  });
  expect(await deliveryOf(hooked)).toMatchObject({
    state: "delivered",
    attempts: 1,
    tries: [{ status: 204 }],
  });
  // Other projects' news are not this project's.
  const other = await newHooked();
  await happen(other);
  await expect.poll(() => gotOf("key.created").filter(({ path }) => path === "/all").length).toBe(2);
  expect(JSON.stringify(await logOf(hooked))).not.toContain(other.projectId);
});

test("a secret is shown when it is made and never again, and rests wrapped", async () => {
  const hooked = await newHooked();
  expect(hooked.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const seen = await desk.get(`${hooked.at}/webhooks`, hooked.ada);
  expect(seen.text).not.toContain("whsec_");
  const [row] = await desk.database.select().from(webhooks).where(eq(webhooks.id, hooked.id));
  expect(JSON.stringify(row)).not.toContain(hooked.secret.slice(6));
  const trail = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, hooked.projectId));
  expect(JSON.stringify(trail)).not.toContain(hooked.secret.slice(6));
});

test("a receiver that is away gets everything once it is back, each message once and under one id", async () => {
  const hooked = await newHooked();
  await receiver.goAway();
  work();
  await happen(hooked);
  // Of an attempt that is under way the next one is counted from its end: so its end is waited for.
  await expect.poll(async () => (await deliveryOf(hooked))?.tries.length).toBe(1);
  expect((await deliveryOf(hooked)).tries[0]).toMatchObject({ status: null, error: "not-reached" });
  desk.advance(10_000);
  await expect.poll(async () => (await deliveryOf(hooked))?.tries.length).toBe(2);
  await receiver.comeBack();
  desk.advance(60_000);
  await expect.poll(async () => (await deliveryOf(hooked))?.state).toBe("delivered");
  desk.advance(5 * HOUR_MS);
  await happen(hooked);
  await expect.poll(() => gotOf("key.created").length).toBe(2);
  expect(new Set(idsOf("key.created")).size).toBe(2);
});

test.each([500, 410, 404, 302])(
  "a receiver that answers %i is tried again, and nothing is followed",
  async (status) => {
    const elsewhere = await startReceiver();
    receiver.answerWith((response) => void response.writeHead(status, { location: elsewhere.url }).end("no"));
    const hooked = await newHooked();
    work();
    await happen(hooked);
    await expect.poll(() => gotOf("key.created").length).toBe(1);
    receiver.answerWith((response) => void response.writeHead(200).end());
    await expect.poll(async () => (await deliveryOf(hooked))?.tries.length).toBe(1);
    desk.advance(5_000);
    await expect.poll(async () => (await deliveryOf(hooked))?.state).toBe("delivered");
    expect((await deliveryOf(hooked)).tries.map((one: { status: number }) => one.status)).toEqual([
      status,
      200,
    ]);
    expect(new Set(idsOf("key.created")).size).toBe(1);
    expect(elsewhere.got).toEqual([]);
    await elsewhere.goAway();
  },
);

test("a receiver that never answers holds up no other, and is tried again", async () => {
  receiver.answerWith(() => undefined);
  const slow = await newHooked();
  const quick = await startReceiver();
  const other = await newHooked(quick.url);
  for (let one = 0; one < 12; one += 1) await happen(slow);
  await happen(other);
  work(true, { answerMs: 12_000 });
  const arrived = () => quick.got.some(({ body }) => JSON.parse(body).type === "key.created");
  await expect.poll(arrived, { timeout: 10_000 }).toBe(true);
  const endings = async () =>
    (await logOf(slow)).flatMap(({ tries }: { tries: { error: string }[] }) =>
      tries.map(({ error }) => error),
    );
  await expect.poll(endings, { timeout: 30_000 }).toContain("timeout");
  await quick.goAway();
});

test("an answer without end is read no further than it must be", async () => {
  let open = 0;
  let poured = 0;
  receiver.answerWith((response) => {
    open += 1;
    response.on("close", () => {
      open -= 1;
    });
    response.writeHead(200);
    const pour = () => {
      do poured += 65_536;
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", pour);
    pour();
  });
  const hooked = await newHooked();
  work();
  await happen(hooked);
  await expect.poll(async () => (await deliveryOf(hooked))?.state).toBe("delivered");
  await expect.poll(() => open).toBe(0);
  // Sockets hold some of it; the rest was never asked for.
  expect(poured).toBeLessThan(64 * 1_024 * 1_024);
});

test("after a day a message is given up, which the trail says, and it can be sent again under its id", async () => {
  receiver.answerWith((response) => void response.writeHead(503).end());
  const hooked = await newHooked();
  work();
  await happen(hooked);
  await expect.poll(async () => (await deliveryOf(hooked))?.tries.length).toBe(1);
  for (let hour = 0; hour < 30; hour += 1) {
    desk.advance(HOUR_MS);
    const isDue = async () => {
      const { state, nextTryAt } = await deliveryOf(hooked);
      return state === "waiting" && new Date(nextTryAt) <= desk.now();
    };
    await expect.poll(isDue).toBe(false);
  }
  await expect.poll(async () => (await deliveryOf(hooked)).state).toBe("given-up");
  const trail = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, hooked.projectId));
  expect(
    trail.filter(({ action }) => action === "webhook.given-up").map(({ after }) => after),
  ).toContainEqual({
    host: new URL(receiver.url).host,
    type: "key.created",
    reason: "status 503",
  });
  receiver.answerWith((response) => void response.writeHead(200).end());
  const { id } = await deliveryOf(hooked);
  const again = await desk.post(`${hooked.hook}/deliveries/${id}/redeliver`, {}, hooked.ada);
  expect([again.status, again.body.state]).toEqual([202, "waiting"]);
  await expect.poll(async () => (await deliveryOf(hooked)).state).toBe("delivered");
  expect(new Set(idsOf("key.created"))).toEqual(new Set([id]));
});

test("for a day after a rotation messages carry both signatures, then the new one alone", async () => {
  const hooked = await newHooked();
  const rotated = await desk.post(`${hooked.hook}/rotate`, {}, hooked.ada);
  expect(rotated.body.webhook.oldSecretUntil).not.toBeNull();
  work();
  await happen(hooked);
  await expect.poll(() => gotOf("key.created").length).toBe(1);
  desk.advance(25 * HOUR_MS);
  await happen(hooked);
  await expect.poll(() => gotOf("key.created").length).toBe(2);
  const signed = gotOf("key.created").map((one) =>
    [hooked.secret, rotated.body.secret].map((secret) => isSignedWith(one, secret)),
  );
  expect(signed).toEqual([
    [true, true],
    [false, true],
  ]);
});

test("nothing goes to a private address, neither one that is named nor one that a name leads to", async () => {
  const named = await newHooked();
  const led = await newHooked(receiver.url.replace("127.0.0.1", "localhost"));
  work(false);
  for (const hooked of [named, led]) {
    await happen(hooked);
    await expect.poll(async () => (await deliveryOf(hooked))?.tries[0]?.error).toBe("private-address");
  }
  expect(receiver.got).toEqual([]);
});

test("several workers at once send each message once", async () => {
  const hooked = await newHooked();
  for (let one = 0; one < 6; one += 1) await happen(hooked);
  for (let worker = 0; worker < 4; worker += 1) work();
  await expect
    .poll(
      async () =>
        (await logOf(hooked)).every((one: { state: string }) => one.state === "delivered") &&
        gotOf("key.created").length,
    )
    .toBe(6);
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(receiver.got.length);
});

test("what a worker that died was just sending goes out again under its id, and what was noted as taken does not", async () => {
  const hooked = await newHooked();
  const first = work();
  await happen(hooked);
  await expect
    .poll(
      async () =>
        (await logOf(hooked)).every((one: { state: string }) => one.state === "delivered") &&
        gotOf("key.created").length,
    )
    .toBe(1);
  await first.stop();
  running.splice(0);
  const test = await desk.post(`${hooked.hook}/test`, {}, hooked.ada);
  // It takes the message and is never heard of again.
  const taken = await claimDelivery(desk.database, desk.now());
  expect(taken?.id).toBe(test.body.id);
  const before = receiver.got.length;
  work();
  await happen(hooked);
  desk.advance(LEASE_MS + 1);
  await expect.poll(() => idsOf("webhook.test")).toEqual([test.body.id]);
  await expect.poll(() => gotOf("key.created").length).toBe(2);
  expect(receiver.got.length).toBe(before + 2);
});

test("a try whose lease has gone to another has no say any more", async () => {
  const hooked = await newHooked();
  await desk.post(`${hooked.hook}/test`, {}, hooked.ada);
  const [first] = [await claimDelivery(desk.database, desk.now())];
  expect(await claimDelivery(desk.database, desk.now())).toBeNull();
  desk.advance(LEASE_MS + 1);
  const second = await claimDelivery(desk.database, desk.now());
  expect([first?.id, second?.attempts]).toEqual([second?.id, 2]);
  if (first === null) throw new Error("nothing was claimed");
  await settle(desk.database, first, { at: "", status: 200, error: null, ms: 1 }, desk.now());
  expect((await deliveryOf(hooked, "webhook.test")).state).toBe("waiting");
});

test("a worker that is stopped breaks its try off and puts the message back", async () => {
  const hooked = await newHooked();
  const slow = work(true, { answerMs: 60_000 });
  await expect.poll(async () => (await deliveryOf(hooked, "webhook.added"))?.state).toBe("delivered");
  receiver.answerWith(() => undefined);
  await desk.post(`${hooked.hook}/test`, {}, hooked.ada);
  await expect.poll(() => gotOf("webhook.test").length).toBe(1);
  await slow.stop();
  running.splice(0);
  expect(await deliveryOf(hooked, "webhook.test")).toMatchObject({
    state: "waiting",
    attempts: 0,
    tries: [],
  });
});

test("a name that leads to a private address is refused where it is given, one that leads nowhere is kept with a warning", async () => {
  const grace = await desk.joinOperator();
  const { database, custody } = desk;
  const who = {
    signedIn: grace,
    origin: { accountId: grace.id, actor: grace.email, address: "192.0.2.1", requestId: "r" },
    now: desk.now(),
  };
  const what = { owner: null, url: "https://hooks.example/in", description: "", types: null };
  const adding = (addresses: readonly string[]) => {
    const reach = { anyAddress: false, httpsOnly: true, lookUp: async () => addresses };
    const mail = () => ({ provider: "Mastercard", publicUrl: "https://desk.example" });
    return addWebhook({ database, custody, reach, mail }, who, what);
  };
  await expect(adding(["8.8.8.8", "10.0.0.5"])).rejects.toMatchObject({
    message: "hooks.example leads to a private address: webhooks go to the public internet only.",
  });
  expect((await adding([])).warning).toContain("hooks.example leads nowhere");
  expect((await adding(["8.8.8.8"])).warning).toBeNull();
});

test("every operator is mailed what is done to the provider's webhooks, each in their language, and who did it", async () => {
  const [grace, kay] = [await desk.joinOperator(), await desk.joinOperator("reviewer")];
  await desk.database.insert(noticeSettings).values({ accountId: kay.id, language: "es", withoutMail: [] });
  const made = await desk.post(
    "/api/v1/operator/webhooks",
    { url: "https://alarms.example/secret-path" },
    grace,
  );
  const at = `/api/v1/operator/webhooks/${made.body.webhook.id}`;
  const steps = [
    () => desk.patch(at, { paused: true }, grace),
    () => desk.patch(at, { paused: false }, grace),
    () => desk.patch(at, { types: ["key.revoked"] }, grace),
    () => desk.patch(at, { types: ["key.revoked"] }, grace),
    () => desk.post(`${at}/rotate`, {}, grace),
    () => desk.delete(at, grace),
  ];
  for (const step of steps) {
    desk.advance(1_000);
    expect((await step()).status).toBeLessThan(300);
  }
  const told = async (person: SignedIn) =>
    (await desk.database.select().from(mails).where(eq(mails.recipient, person.email))).sort(
      (a, b) => a.queuedAt.getTime() - b.queuedAt.getTime(),
    );
  expect((await told(grace)).map(({ subject }) => subject)).toEqual([
    "A webhook of the provider was added: alarms.example",
    "A webhook of the provider was paused: alarms.example",
    "A webhook of the provider was resumed: alarms.example",
    "A webhook of the provider gets other kinds: alarms.example",
    "A webhook of the provider has a new secret: alarms.example",
    "A webhook of the provider was removed: alarms.example",
  ]);
  const toKay = await told(kay);
  expect(toKay[0]?.subject).toBe("Se ha añadido un webhook del proveedor: alarms.example");
  expect(toKay[0]?.body).toContain(`Por: ${grace.email}`);
  // An address may hold a secret in its path.
  expect(toKay.map(({ body }) => body).join()).not.toContain("secret-path");
});

test("of eight who add a webhook at once five find a place, on both sides of the desk", async () => {
  const grace = await desk.joinOperator();
  const { ada, at } = await newHooked();
  for (const [path, who, most] of [
    [`${at}/webhooks`, ada, 4],
    ["/api/v1/operator/webhooks", grace, 5],
  ] as const) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => desk.post(path, { url: receiver.url }, who)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(most);
    expect(answers.filter(({ body }) => body.code === "too-many-webhooks")).toHaveLength(8 - most);
  }
});

test("read-only members see them and change nothing, others see nothing, and one side's are not the other's", async () => {
  const hooked = await newHooked();
  const [bob, stranger, grace] = [await desk.join(), await desk.join(), await desk.joinOperator()];
  await addMember(desk.database, { projectId: hooked.projectId, email: bob.email, role: "read-only" });
  const seen = await desk.get(`${hooked.at}/webhooks`, bob);
  expect(seen.body).toMatchObject({ items: [{ id: hooked.id }], can: { change: { allowed: false } } });
  expect((await desk.post(`${hooked.hook}/rotate`, {}, bob)).status).toBe(403);
  expect((await desk.get(`${hooked.at}/webhooks`, stranger)).status).toBe(404);
  expect((await desk.delete(`/api/v1/operator/webhooks/${hooked.id}`, grace)).status).toBe(404);
  const other = await newHooked();
  expect((await desk.post(`${other.at}/webhooks/${hooked.id}/test`, {}, other.ada)).status).toBe(404);
});

test("without the key store nothing is sent, and everything once it is back", async () => {
  const hooked = await newHooked();
  await happen(hooked);
  await desk.withoutKeyStore(async () => {
    work();
    await expect.poll(async () => (await deliveryOf(hooked))?.tries[0]?.error).toBe("key-store-away");
  });
  desk.advance(10_000);
  await expect.poll(async () => (await deliveryOf(hooked)).state).toBe("delivered");
});

test("a notice is on its way to a receiver once, whatever is asked of the database", async () => {
  const hooked = await newHooked();
  work();
  await happen(hooked);
  await expect.poll(async () => (await deliveryOf(hooked))?.state).toBe("delivered");
  await expect(
    desk.database.execute(sql`
      insert into webhook_deliveries select gen_random_uuid(), webhook_id, notice_id, type, body, queued_at, good_until, due_at, lease, attempts,
        tries, delivered_at, given_up_at from webhook_deliveries where webhook_id = ${hooked.id}`),
  ).rejects.toMatchObject({ cause: { constraint: "webhook_deliveries_once" } });
  expect(await desk.database.$count(webhookDeliveries, eq(webhookDeliveries.webhookId, hooked.id))).toBe(2);
});

test("what happens while a webhook is paused is never sent to it; what waited before goes out when it is resumed, and what happens afterwards too", async () => {
  const hooked = await newHooked();
  const other = await desk.post(
    `${hooked.at}/webhooks`,
    { url: receiver.url.replace("hooks", "other") },
    hooked.ada,
  );
  const ownIds = () => gotOf("key.created").filter(({ path }) => path === "/hooks").length;
  const otherIds = () => gotOf("key.created").filter(({ path }) => path === "/other").length;
  const keysInLog = async () =>
    (await logOf(hooked)).filter(({ type }: { type: string }) => type === "key.created").length;
  const pause = (paused: boolean) => desk.patch(hooked.hook, { paused }, hooked.ada);
  // Before the pause, and no worker has come to it yet.
  await happen(hooked);
  expect((await pause(true)).body).toMatchObject({ pausedAt: expect.stringMatching(/Z$/) });
  expect((await pause(true)).status).toBe(200);
  await happen(hooked);
  work();
  await expect.poll(otherIds).toBe(2);
  await expect.poll(keysInLog).toBe(1);
  expect(ownIds()).toBe(0);
  expect((await desk.post(`${hooked.hook}/test`, {}, hooked.ada)).body).toMatchObject({
    code: "wrong-state",
    detail: "The webhook is paused: resume it first.",
  });
  const waiting = await deliveryOf(hooked);
  expect((await desk.post(`${hooked.hook}/deliveries/${waiting.id}/redeliver`, {}, hooked.ada)).status).toBe(
    409,
  );
  // So long that the message's own day is over: it has another from now on.
  desk.advance(50 * HOUR_MS);
  receiver.answerWith((response) => void response.writeHead(500).end());
  expect((await pause(false)).body.pausedAt).toBeNull();
  await expect.poll(ownIds).toBe(1);
  expect((await deliveryOf(hooked)).state).toBe("waiting");
  receiver.answerWith((response) => void response.writeHead(204).end());
  desk.advance(HOUR_MS);
  await expect.poll(async () => (await deliveryOf(hooked)).state).toBe("delivered");
  await happen(hooked);
  await expect.poll(otherIds).toBe(3);
  await expect.poll(keysInLog).toBe(2);
  expect(other.body.webhook.pausedAt).toBeNull();
  const trail = (await desk.get(`${hooked.at}/audit`, hooked.ada)).body.items;
  const changes = trail.filter(({ action }: { action: string }) => action === "webhook.changed");
  expect(
    changes.map(({ sentence, summary }: { sentence?: string; summary?: string }) => sentence ?? summary),
  ).toEqual([expect.stringContaining("resumed the webhook"), expect.stringContaining("paused the webhook")]);
});

test("what happens is judged by what was chosen at that moment, however often that changes before a worker comes", async () => {
  const hooked = await newHooked();
  const choose = (wanted: object) => desk.patch(hooked.hook, wanted, hooked.ada);
  const addCredential = () =>
    desk.post(`${hooked.at}/environments/sandbox/credentials`, { description: "" }, hooked.ada);
  // Whoever wants a key unheard narrows the kinds afterwards, twice, before a worker has come.
  await happen(hooked);
  await choose({ types: ["key.revoked"] });
  await choose({ types: ["key.destroyed"] });
  await addCredential();
  // Pauses too, each of them.
  await choose({ types: null, paused: true });
  await happen(hooked);
  await choose({ paused: false });
  await choose({ paused: true });
  await choose({ paused: false });
  await addCredential();
  work();
  await expect.poll(() => gotOf("credential.created").length).toBe(1);
  await expect.poll(() => gotOf("key.created").length).toBe(1);
  const log = await logOf(hooked);
  const typesOf = (type: string) => log.filter((one: { type: string }) => one.type === type).length;
  expect([typesOf("key.created"), typesOf("credential.created")]).toEqual([1, 1]);
});

test("every member is told when a webhook is paused, resumed, gets other kinds or a new secret, and when it is removed; nobody of what stays as it is", async () => {
  const hooked = await newHooked();
  const lin = await desk.join();
  await addMember(desk.database, { projectId: hooked.projectId, email: lin.email, role: "read-only" });
  for (const wanted of [
    { paused: true },
    { paused: true },
    { paused: false, types: ["key.revoked"] },
    { types: ["key.revoked"] },
  ]) {
    expect((await desk.patch(hooked.hook, wanted, hooked.ada)).status).toBe(200);
  }
  await desk.post(`${hooked.hook}/rotate`, {}, hooked.ada);
  await desk.delete(hooked.hook, hooked.ada);
  const { items } = (await desk.get("/api/v1/notices", lin)).body;
  const titles = items.map(({ title }: { title: string }) => title);
  expect(titles.map((title: string) => title.replace(/“.*”/, "“…”"))).toEqual([
    "A webhook of “…” was removed",
    "A webhook of “…” has a new secret",
    expect.stringMatching(/gets other messages|was resumed/),
    expect.stringMatching(/gets other messages|was resumed/),
    "A webhook of “…” was paused",
  ]);
  const without = { language: "en", withoutMail: ["webhook.changed"] };
  expect((await desk.put("/api/v1/notices/settings", without, lin)).status).toBe(400);
});

test("a webhook hears of its own change by what it got before or by what it gets from then on; who floods a team is stopped", async () => {
  const hooked = await newHooked();
  work();
  const told = () => gotOf("webhook.changed").map(({ body }) => JSON.parse(body).data.change);
  await desk.patch(hooked.hook, { types: ["key.revoked"] }, hooked.ada);
  await expect.poll(told).toEqual(["kinds"]);
  await desk.patch(hooked.hook, { types: null }, hooked.ada);
  await expect.poll(told).toEqual(["kinds", "kinds"]);
  let last = 200;
  for (let change = 0; change < 130 && last === 200; change += 1)
    last = (await desk.patch(hooked.hook, { paused: change % 2 === 0 }, hooked.ada)).status;
  expect(last).toBe(429);
});

test("a webhook gets the kinds that were chosen for it and no others, a test always; all again where none are chosen", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const types = ["key.revoked", "credential.created", "key.revoked"];
  const made = await desk.post(`${at}/webhooks`, { url: receiver.url, types }, ada);
  expect(made.body.webhook.types).toEqual(["credential.created", "key.revoked"]);
  const hook = `${at}/webhooks/${made.body.webhook.id}`;
  const hooked = { ada, at, hook, id: "", projectId: body.project.id, secret: "" };
  const addCredential = () => desk.post(`${at}/environments/sandbox/credentials`, { description: "" }, ada);
  work();
  await happen(hooked);
  await addCredential();
  await desk.post(`${hook}/test`, {}, ada);
  await expect.poll(() => receiver.got.length).toBe(2);
  const types2 = receiver.got.map(({ body: sent }) => JSON.parse(sent).type).sort();
  expect(types2).toEqual(["credential.created", "webhook.test"]);
  expect((await desk.patch(hook, { types: [] }, ada)).status).toBe(400);
  expect((await desk.patch(hook, { types: ["no.kind"] }, ada)).status).toBe(400);
  expect((await desk.patch(hook, { types: null }, ada)).body.types).toBeNull();
  await happen(hooked);
  await expect.poll(() => gotOf("key.created").length).toBe(1);
  const { kinds } = (await desk.get(`${at}/webhooks`, ada)).body;
  expect(kinds).toContainEqual({ type: "key.revoked", label: "An encryption key was revoked" });
  const lin = await desk.join();
  await addMember(desk.database, { projectId: body.project.id, email: lin.email, role: "read-only" });
  expect((await desk.patch(hook, { paused: true }, lin)).status).toBe(403);
  expect((await desk.patch(hook, { paused: true }, await desk.join())).status).toBe(404);
});

test("a secret that could not be stored is wiped from memory, as is one that was", async () => {
  const { ada, at } = await newHooked();
  const wrap = vi.spyOn(desk.custody, "wrap");
  const add = () => desk.post(`${at}/webhooks`, { url: receiver.url }, ada);
  try {
    expect([await add(), await add(), await add(), await add()].map(({ status }) => status)).toEqual(
      Array(4).fill(201),
    );
    expect((await add()).body.code).toBe("too-many-webhooks");
    const nobodys = "01900000-0000-7000-8000-000000000000";
    expect((await desk.post(`${at}/webhooks/${nobodys}/rotate`, {}, ada)).status).toBe(404);
    wrap.mockRejectedValueOnce(new Error("the key store broke down"));
    expect((await add()).status).toBe(500);
    const secretsSeen = wrap.mock.calls.map(([secret]) => Buffer.from(secret).toString("hex"));
    expect(secretsSeen).toEqual(Array(7).fill("00".repeat(32)));
  } finally {
    wrap.mockRestore();
  }
});
