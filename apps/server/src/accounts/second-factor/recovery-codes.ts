import { createHash, randomBytes } from "node:crypto";
import { base32 } from "./totp.ts";

/** So many at once; each works once. */
const COUNT = 10;
/** 100 random bits a code: SHA-256 alone is enough to keep it. */
const CODE_LETTERS = 20;
const CODE = /^[A-Z2-7]{20}$/;

/** New codes as they are shown, in four groups of five letters. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = base32(randomBytes(13)).slice(0, CODE_LETTERS);
    return letters.match(/.{5}/g)?.join("-") ?? "";
  });
}

/** What is stored of a code; null: this can't be one. Spaces, dashes and small letters are how people type. */
export function hashRecoveryCode(typed: string): Buffer | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  return CODE.test(code) ? createHash("sha256").update(`recovery-code:${code}`, "ascii").digest() : null;
}
