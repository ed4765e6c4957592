import { randomBytes, randomInt } from "node:crypto";
import type { SecretVerifier } from "../key-book/entries.ts";

const LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
/** 24 of 56 signs: 139 bits. */
const SECRET_LENGTH = 24;

/** 13 digits; the first four tell a Partner ID from other numbers. It is a name, not a secret. */
export function newPartnerId(): string {
  return `2445${String(randomInt(1_000_000_000)).padStart(9, "0")}`;
}

/** Letters and digits, at least one of each, as the published rules for secrets ask. */
export function newPartnerSecret(): string {
  for (;;) {
    const secret = Array.from(
      { length: SECRET_LENGTH },
      () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)],
    ).join("");
    if (/[A-Za-z]/.test(secret) && /\d/.test(secret)) return secret;
  }
}

/** 128 bits as 32 lower-case hex digits. */
export function newAppKey(): string {
  return randomBytes(16).toString("hex");
}

/** How long an old secret works on when a partner changes it and asks for an overlap. */
const SECRET_OVERLAP_MS = 30 * 86_400_000;

/** Secrets of one set of credentials in force at a time. */
export const MOST_SECRETS = 4;

/** The secrets still in force, as they stand once a new one has come: none of them longer than the overlap, none longer than before. */
export function secretsInOverlap(secrets: readonly SecretVerifier[], now: Date): SecretVerifier[] {
  const end = new Date(now.getTime() + SECRET_OVERLAP_MS).toISOString();
  return secrets
    .filter(({ notAfter }) => notAfter === null || Date.parse(notAfter) > now.getTime())
    .map((secret) => ({
      ...secret,
      notAfter: secret.notAfter !== null && secret.notAfter < end ? secret.notAfter : end,
    }));
}
