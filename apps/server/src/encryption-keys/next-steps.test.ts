import { expect, test } from "vitest";
import { type NextStep, nextSteps } from "./next-steps.ts";
import type { Activation, ClientEncryptionKey, MastercardEncryptionKey } from "./store.ts";

const DAY_MS = 86_400_000;
const now = new Date("2027-01-01T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS);

const facts = {
  projectId: "p",
  environmentId: "e",
  kid: "0123456789abcdef",
  certificate: Buffer.alloc(0),
  certificateSha256: "",
  certificateSha1: "",
  bits: 2048,
  notBefore: inDays(-100),
  createdAt: inDays(-100),
  revokedAt: null,
  compromisedAt: null,
};

function clientKey(
  id: string,
  days: number,
  changes: Partial<ClientEncryptionKey> = {},
): ClientEncryptionKey {
  const own = { privateKey: null, replaces: null, revokedBy: null, destroyAt: null };
  const restore = {
    restoreReason: null,
    restoreAskedBy: null,
    restoreAskedByEmail: null,
    restoreAskedAt: null,
    restoreConfirmedBy: null,
  };
  return { ...facts, ...own, ...restore, id, notAfter: inDays(days), ...changes };
}

function mastercardKey(
  id: string,
  days: number,
  changes: Partial<MastercardEncryptionKey> = {},
): MastercardEncryptionKey {
  const own = { alias: id, publicKey: Buffer.alloc(0), active: false, provenAt: null, provenFrom: null };
  return { ...facts, ...own, id, notAfter: inDays(days), ...changes };
}

const good = clientKey("client", 300);
const active = mastercardKey("active", 300, { active: true });

function steps(
  clientKeys: ClientEncryptionKey[],
  mastercardKeys: MastercardEncryptionKey[],
  activations: Activation[] = [],
): NextStep[] {
  return nextSteps({ clientKeys, mastercardKeys, activations }, { reminderDays: [60, 7] }, "Mastercard", now);
}
const told = (...args: Parameters<typeof steps>) => steps(...args).map(({ text }) => text);

test("where all is well there is nothing to do", () => {
  expect(steps([good], [active])).toEqual([]);
  expect(steps([good], [mastercardKey("active", 61, { active: true })])).toEqual([]);
});

test("an environment without keys needs both", () => {
  expect(told([], [])).toEqual([
    "There is no Mastercard Encryption Key yet, so encrypted answers can't be made. Add one.",
    "No Client Encryption Key is in force, so encrypted requests are refused. Create one.",
  ]);
});

test("an active key that expires without a successor is told from its first reminder on, and urgently in its last week", () => {
  const expiring = (days: number) => steps([good], [mastercardKey("x", days, { active: true })])[0];
  expect(expiring(12)).toEqual({
    code: "replace-mastercard-key",
    urgency: "soon",
    text: "Mastercard Encryption Key “x” expires in 12 days and has no successor: add one.",
    keyIds: ["x"],
  });
  expect(expiring(60)?.urgency).toBe("soon");
  expect(expiring(7)?.urgency).toBe("now");
  expect(expiring(1)?.text).toContain("in a day");
});

test("a key that waits is to be proven first, and activated then", () => {
  expect(told([good], [active, mastercardKey("y", 365)])).toEqual([
    "Prove the key “y” before activating it: rehearse it.",
  ]);
  expect(told([good], [active, mastercardKey("y", 365, { provenAt: now })])).toEqual([
    "The proven key “y” waits: activate it once your programs have it.",
  ]);
  const old = mastercardKey("x", 5, { active: true });
  expect(steps([good], [old, mastercardKey("y", 365, { provenAt: now })])).toMatchObject([
    {
      code: "activate-key",
      urgency: "now",
      text: "Mastercard Encryption Key “x” expires in 5 days. The proven key “y” waits: activate it once your programs have it.",
    },
  ]);
});

test("of several that wait the proven one comes first, else the newest", () => {
  const [older, newer] = [mastercardKey("older", 300), mastercardKey("newer", 365)];
  expect(steps([good], [active, older, newer])[0]?.keyIds).toEqual(["newer"]);
  expect(steps([good], [active, { ...older, provenAt: now }, newer])[0]?.keyIds).toEqual(["older"]);
});

test("without an active key even an old one is better than none", () => {
  const old = mastercardKey("old", 100);
  const activations = [{ keyId: "old", from: inDays(-50), to: inDays(-20) }];
  expect(steps([good], [mastercardKey("gone", -1, { active: true }), old], activations)).toMatchObject([
    { code: "rehearse-key", urgency: "now", keyIds: ["old"] },
  ]);
  expect(told([good], [mastercardKey("gone", -1, { active: true })])).toEqual([
    "No key is active, so encrypted answers can't be made. Add one.",
  ]);
});

test("a Client Encryption Key that expires needs a successor, or its programs moved to the one that is there", () => {
  expect(told([clientKey("a", 12)], [active])).toEqual([
    "Client Encryption Key 01234567… expires in 12 days and has no successor: create one.",
  ]);
  expect(told([clientKey("a", 12), good], [active])).toEqual([
    "Client Encryption Key 01234567… expires in 12 days: let your programs encrypt with its successor, then revoke it.",
  ]);
});

test("several that expire soon ask for one successor", () => {
  expect(steps([clientKey("a", 12), clientKey("b", 20)], [active])).toMatchObject([
    { code: "replace-client-key", keyIds: ["b"] },
  ]);
});

test("old keys are to be revoked: expired ones, and those replaced a week ago; not yet one that may be gone back to", () => {
  const replaced = (to: number) => [{ keyId: "old", from: inDays(-90), to: inDays(to) }];
  const old = mastercardKey("old", 100);
  expect(steps([good], [old, active], replaced(-6))).toEqual([]);
  expect(told([good], [old, active], replaced(-8))).toEqual(["An old key is no longer used: revoke it."]);
  expect(steps([clientKey("expired", -1), good], [old, active], replaced(-8))).toMatchObject([
    { code: "revoke-old-keys", urgency: "tidy", keyIds: ["expired", "old"] },
  ]);
  expect(steps([good], [{ ...old, revokedAt: now }, active], replaced(-8))).toEqual([]);
});

test("what is most urgent comes first", () => {
  const urgencies = steps(
    [clientKey("a", 3), clientKey("expired", -1)],
    [mastercardKey("x", 30, { active: true })],
  ).map(({ urgency }) => urgency);
  expect(urgencies).toEqual(["now", "soon", "tidy"]);
});
