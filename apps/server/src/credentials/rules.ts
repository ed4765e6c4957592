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

/** How long old secrets work on when a partner changes its secret at the gate and asks for an overlap. */
export const GATE_OVERLAP_MS = 30 * 86_400_000;

/** The same for a rotation on the desk, in hours: as long as programs usually take to be given the new one, and at most. */
export const OVERLAP_HOURS = { usual: 24, most: 30 * 24 } as const;

/** Sets of credentials an environment may hold. */
export const MOST_CREDENTIALS = 20;

/** Secrets of one set of credentials in force at a time. */
export const MOST_SECRETS = 4;

/** The secrets still in force, as they stand once a new one has come: none of them longer than the overlap, none longer than before. */
export function secretsInOverlap(
  secrets: readonly SecretVerifier[],
  now: Date,
  overlapMs: number,
): SecretVerifier[] {
  const end = new Date(now.getTime() + overlapMs).toISOString();
  return secrets
    .filter(({ notAfter }) => notAfter === null || Date.parse(notAfter) > now.getTime())
    .map((secret) => ({
      ...secret,
      notAfter: secret.notAfter !== null && secret.notAfter < end ? secret.notAfter : end,
    }));
}

/** When the last old secret stops; null: none is in force. */
export function overlapEnd(secrets: readonly SecretVerifier[], now: Date): Date | null {
  const ends = secrets
    .slice(1)
    .map(({ notAfter }) => (notAfter === null ? Number.POSITIVE_INFINITY : Date.parse(notAfter)))
    .filter((end) => end > now.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}
