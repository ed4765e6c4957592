import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { expect, test } from "vitest";
import type { CredentialEntry, SecretVerifier } from "../key-book/entries.ts";
import { SecretChecker } from "./check-secret.ts";
import { hmacVerifier } from "./testing/make-partner.ts";

const pepper = randomBytes(32);
const now = new Date("2026-06-01T00:00:00Z");
const credential = (...secrets: SecretVerifier[]): CredentialEntry => ({
  kind: "credential",
  id: "c",
  environmentId: "e",
  partnerId: "2445000000001",
  appKeyHash: "",
  secrets,
  version: 1,
});
const chosen = async (secret: string): Promise<SecretVerifier> => ({
  scheme: "argon2id",
  verifier: await hash(secret, { memoryCost: 19_456, timeCost: 2 }),
  notAfter: null,
});

test("a generated secret is known by its keyed hash, and only itself", async () => {
  const checker = new SecretChecker();
  const entry = credential(hmacVerifier(pepper, "right"));
  expect(await checker.check(entry, "right", pepper, now)).toBe(true);
  for (const wrong of ["righ", "right ", "Right", ""])
    expect(await checker.check(entry, wrong, pepper, now)).toBe(false);
  expect(await checker.check(entry, "right", randomBytes(32), now)).toBe(false);
});

test("a chosen secret is checked by Argon2id once, and by a keyed hash afterwards", async () => {
  const checker = new SecretChecker();
  const entry = credential(await chosen("chosen-by-me-1"));
  expect(await checker.check(entry, "wrong", pepper, now)).toBe(false);
  expect(await checker.check(entry, "chosen-by-me-1", pepper, now)).toBe(true);
  // By Argon2id most of these would be refused: it takes few at once.
  const atOnce = (secret: string) =>
    Promise.all(Array.from({ length: 1_000 }, () => checker.check(entry, secret, pepper, now)));
  expect(new Set(await atOnce("chosen-by-me-1"))).toEqual(new Set([true]));
  expect(new Set(await atOnce("wrong"))).toEqual(new Set([false]));
});

test("after a change of the secret, what is remembered of the old one lets nobody in", async () => {
  const checker = new SecretChecker();
  expect(await checker.check(credential(await chosen("the-old-one-1")), "the-old-one-1", pepper, now)).toBe(
    true,
  );
  const changed = credential(await chosen("the-new-one-1"));
  expect(await checker.check(changed, "the-old-one-1", pepper, now)).toBe(false);
  expect(await checker.check(changed, "the-new-one-1", pepper, now)).toBe(true);
});

test("a secret past its end is refused though it is right", async () => {
  const ended = { ...hmacVerifier(pepper, "right"), notAfter: now.toISOString() };
  expect(await new SecretChecker().check(credential(ended), "right", pepper, now)).toBe(false);
});

test("many log-ins at once wait in a short queue; the rest is told to come back", async () => {
  const checker = new SecretChecker();
  const entry = credential(await chosen("chosen-by-me-1"));
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => checker.check(entry, "wrong", pepper, now)),
  );
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { kind: "busy", retryAfterSeconds: 1 } });
});

test("a Partner ID that nobody has is never right", async () => {
  expect(await new SecretChecker().check(null, "anything", pepper, now)).toBe(false);
});
