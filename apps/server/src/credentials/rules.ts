import { randomBytes, randomInt } from "node:crypto";

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
export const SECRET_OVERLAP_MS = 30 * 86_400_000;
