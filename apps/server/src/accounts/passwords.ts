import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { createTurnstile } from "../http/turnstile.ts";
import { normalizePassword } from "./password-rules.ts";

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane (RFC 9106 names the parameters). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

export interface Passwords {
  /** @returns a PHC string */
  hash(password: string): Promise<string>;
  /** Takes the same time with null, for an address without an account, and is then never true. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

/**
 * Argon2id for people's passwords. Each hash takes 19 MiB and a thread of the pool that WebCrypto and the file system share, so only a
 * few run at once and only so many wait; more are told to come back.
 *
 * @throws {Problem} unavailable, when the queue is full
 */
export async function createPasswords(limits: { atOnce: number; waiting: number }): Promise<Passwords> {
  const turn = createTurnstile({
    ...limits,
    full: "Too many people are logging in at this moment. Try again shortly.",
  });
  const nobodys = await hash(randomBytes(32), ARGON2ID);
  return {
    hash: (password) => turn(() => hash(normalizePassword(password), ARGON2ID)),
    verify: async (passwordHash, password) => {
      const matches = await turn(() => verify(passwordHash ?? nobodys, normalizePassword(password)));
      return matches && passwordHash !== null;
    },
  };
}
