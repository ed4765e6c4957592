import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../../audit/tables.ts";
import { MOST_PASSKEYS } from "../rules.ts";
import { fromBase32 } from "../second-factor/testing/from-base32.ts";
import { codeOf } from "../second-factor/totp.ts";
import { readSession } from "../sessions.ts";
import { findAccount } from "../store.ts";
import { passkeyChallenges, passkeys } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, newAddress, openDesk, PUBLIC_URL } from "../testing/desk.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { softAuthenticator, type Twist } from "./testing/soft-authenticator.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const SITE = { origin: PUBLIC_URL, rpId: new URL(PUBLIC_URL).hostname };
const password = GOOD_PASSWORD;
// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
const bodyOf = (answer: { body: unknown }): any => answer.body;

const begin = async (cookie: string) =>
  bodyOf(await desk.post("/accounts/me/passkeys/begin", { password }, { cookie }));
const add = (cookie: string, registration: unknown, name = "Phone") =>
  desk.post("/accounts/me/passkeys", { name, registration }, { cookie });
const list = async (cookie: string) => bodyOf(await desk.get("/accounts/me/passkeys", { cookie })).items;
const challenge = async () => bodyOf(await desk.post("/accounts/log-in/passkey/begin", {}));
const logIn = (answer: unknown) => desk.post("/accounts/log-in/passkey", answer);

/** Somebody with a passkey. */
async function withPasskey() {
  const email = newAddress();
  const cookie = await desk.join(email);
  const authenticator = softAuthenticator(SITE);
  expect((await add(cookie, authenticator.register(await begin(cookie)))).status).toBe(204);
  return { email, cookie, authenticator };
}

test("a passkey is added by the password and logs its owner in, without a password and without a name", async () => {
  const { email, cookie, authenticator } = await withPasskey();
  expect((await desk.mails(email))[0]?.subject).toContain("A passkey opens your account");
  const answer = await logIn(authenticator.answer(await challenge()));
  expect(answer).toMatchObject({ status: 200, body: { account: { email } } });
  expect((await desk.get("/accounts/me", { cookie: answer.cookie ?? "" })).status).toBe(200);
  expect(await list(cookie)).toMatchObject([{ name: "Phone", lastUsedAt: desk.now().toISOString() }]);
  const wrong = await desk.post("/accounts/me/passkeys/begin", { password: "not it" }, { cookie });
  expect(wrong.body.code).toBe("wrong-password");
});

test("what is asked of an authenticator: for this desk's name, kept by it, opened by PIN, finger or face", async () => {
  const { cookie, authenticator } = await withPasskey();
  const options = await begin(cookie);
  expect(options).toMatchObject({
    rp: { id: SITE.rpId, name: "Mastercard" },
    attestation: "none",
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [{ id: authenticator.id }],
  });
  expect(await challenge()).toMatchObject({ rpId: SITE.rpId, userVerification: "required" });
});

test("two factors in one: a passkey opens an account with an app without its code", async () => {
  const { cookie, authenticator } = await withPasskey();
  const { secret } = bodyOf(await desk.post("/accounts/me/second-factor", { password }, { cookie }));
  const code = codeOf(fromBase32(secret), Math.floor(desk.now().getTime() / 30_000));
  expect((await desk.post("/accounts/me/second-factor/confirm", { code }, { cookie })).status).toBe(200);
  expect((await logIn(authenticator.answer(await challenge()))).status).toBe(200);
});

test("sessions know whether a passkey was shown in them: to open them, or to be added, and in no other", async () => {
  const { email, cookie, authenticator } = await withPasskey();
  const shown = async (of: string) => {
    const token = of.slice(of.indexOf("=") + 1);
    return (await readSession(desk.database, token, desk.now()))?.shownSecondFactor;
  };
  const byPassword = await desk.post("/accounts/log-in", { email, password });
  const byPasskey = await logIn(authenticator.answer(await challenge()));
  expect(await shown(cookie)).toBe(true);
  expect(await shown(byPassword.cookie ?? "")).toBe(false);
  expect(await shown(byPasskey.cookie ?? "")).toBe(true);
});

test.each<[string, Twist]>([
  ["of another site", { origin: "https://evil.example" }],
  ["for another relying party", { rpId: "evil.example" }],
  ["to a challenge that nobody has made", { challenge: "AAAA" }],
  ["without PIN, finger or face", { verified: false }],
  ["signed by another key", { foreignKey: true }],
])("an answer %s logs nobody in, and is written down", async (_what, twist) => {
  const { authenticator } = await withPasskey();
  const before = await desk.database.$count(auditEntries);
  const answer = await logIn(authenticator.answer(await challenge(), twist));
  expect(answer).toMatchObject({ status: 400, cookie: null, body: { code: "passkey-refused" } });
  expect(await desk.database.$count(auditEntries)).toBe(before + 1);
});

test.each<[string, Twist]>([
  ["of another site", { origin: "https://evil.example" }],
  ["for another relying party", { rpId: "evil.example" }],
  ["to a challenge that nobody has made", { challenge: "AAAA" }],
  ["without PIN, finger or face", { verified: false }],
])("a passkey %s is not added", async (_what, twist) => {
  const cookie = await desk.join(newAddress());
  const registration = softAuthenticator(SITE).register(await begin(cookie), twist);
  expect(await add(cookie, registration)).toMatchObject({ status: 400, body: { code: "passkey-refused" } });
  expect(await list(cookie)).toEqual([]);
});

test("a challenge is for one answer, also at the same moment, and for five minutes", async () => {
  const { authenticator } = await withPasskey();
  const given = await challenge();
  const answers = [1, 2, 3].map(() => authenticator.answer(given));
  const outcomes = await Promise.all(answers.map(logIn));
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  const late = await challenge();
  desk.advance(5 * 60_000 + 1);
  expect((await logIn(authenticator.answer(late))).status).toBe(400);
});

test("a challenge for adding is for whoever asked, and not for a log-in", async () => {
  const { cookie, authenticator } = await withPasskey();
  const eve = await desk.join(newAddress());
  expect((await logIn(authenticator.answer(await begin(cookie)))).status).toBe(400);
  expect((await add(eve, softAuthenticator(SITE).register(await begin(cookie)))).status).toBe(400);
});

test("a count that doesn't go up is refused: somebody has a copy of the key", async () => {
  const { authenticator } = await withPasskey();
  const answerAt = async (counter: number) =>
    (await logIn(authenticator.answer(await challenge(), { counter }))).status;
  expect(await answerAt(7)).toBe(200);
  expect(await answerAt(7)).toBe(400);
  expect(await answerAt(6)).toBe(400);
  expect(await answerAt(0)).toBe(400);
  expect(await answerAt(8)).toBe(200);
  const [first, second] = [await challenge(), await challenge()];
  const copies = [first, second].map((given) => authenticator.answer(given, { counter: 9 }));
  const outcomes = await Promise.all(copies.map(logIn));
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test("an authenticator that doesn't count, as those whose keys are carried over, always says 0", async () => {
  const { authenticator } = await withPasskey();
  for (let time = 0; time < 3; time += 1) {
    expect((await logIn(authenticator.answer(await challenge(), { counter: 0 }))).status).toBe(200);
  }
});

test("a passkey is named and removed by its owner alone, and removed by the password; then it opens nothing", async () => {
  const { cookie, authenticator } = await withPasskey();
  const eve = await desk.join(newAddress());
  const rename = (as: string) =>
    desk.post("/accounts/me/passkeys/rename", { id: authenticator.id, name: "Key ring" }, { cookie: as });
  const remove = (as: string, typed = password) =>
    desk.post("/accounts/me/passkeys/remove", { id: authenticator.id, password: typed }, { cookie: as });
  expect([(await rename(eve)).status, (await remove(eve)).status]).toEqual([404, 404]);
  expect((await rename(cookie)).status).toBe(204);
  expect((await list(cookie))[0].name).toBe("Key ring");
  expect((await remove(cookie, "not it")).status).toBe(400);
  expect((await remove(cookie)).status).toBe(204);
  expect((await logIn(authenticator.answer(await challenge()))).status).toBe(400);
});

test("an account holds so many passkeys and no more, and one passkey opens one account", async () => {
  const { email, cookie, authenticator } = await withPasskey();
  const eve = await desk.join(newAddress());
  expect((await add(eve, authenticator.register(await begin(eve)))).status).toBe(400);
  const account = await findAccount(desk.database, email);
  const one = {
    accountId: account?.id ?? "",
    publicKey: Buffer.alloc(1),
    counter: 0,
    transports: [],
    name: "x",
  };
  const begun = await begin(cookie);
  for (let made = 1; made < MOST_PASSKEYS; made += 1)
    await desk.database.insert(passkeys).values({ ...one, id: `${email}-${made}`, createdAt: desk.now() });
  const over = await add(cookie, softAuthenticator(SITE).register(begun));
  expect(over).toMatchObject({ status: 409, body: { code: "too-many-passkeys" } });
  expect((await desk.post("/accounts/me/passkeys/begin", { password }, { cookie })).status).toBe(409);
});

test("answers of any shape and size are refused plainly", async () => {
  const { authenticator } = await withPasskey();
  const good = authenticator.answer(await challenge());
  const long = { ...good, response: { ...good.response, signature: "A".repeat(9_000) } };
  const noJson = { ...good, response: { ...good.response, clientDataJSON: "AAAA" } };
  expect((await logIn(long)).body.code).toBe("invalid-request");
  for (const answer of [{}, { id: "x" }, noJson, { ...good, id: "A".repeat(2_000) }]) {
    expect((await logIn(answer)).status).toBe(400);
  }
});

test("challenges rest as hashes, and a desk whose address is a number has no passkeys", async () => {
  const { challenge: given } = await challenge();
  const rows = await desk.database.select().from(passkeyChallenges);
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain(given);
  const at = (publicUrl: string) => relyingPartyOf({ mail: () => ({ provider: "ACME", publicUrl }) })?.id;
  expect(["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"].map(at)).toEqual([
    undefined,
    undefined,
    "localhost",
  ]);
});
