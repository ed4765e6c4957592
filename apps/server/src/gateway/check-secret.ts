import { randomBytes, timingSafeEqual } from "node:crypto";
import { verify } from "@node-rs/argon2";
import type { CredentialEntry, SecretVerifier } from "../key-book/entries.ts";
import { hashSecret } from "../key-book/secret-hash.ts";
import { GateError } from "../problems/gate-errors.ts";

/** Waiting Argon2id checks; at 10 ms each, the last one waits a third of a second. */
const MOST_WAITING = 32;
const MOST_REMEMBERED = 10_000;

/**
 * Checks a Partner Secret. What Gatehouse made is known by its keyed hash: microseconds. What a partner chose is known by Argon2id, one
 * at a time; once it was right, a keyed hash under a key of this process stands in for it, tied to that very verifier.
 */
export class SecretChecker {
  readonly #ownKey = randomBytes(32);
  /** By PHC string, which a new secret changes: what is known of an old one can't let anyone in. */
  readonly #remembered = new Map<string, Buffer>();
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param credential null for a Partner ID nobody has: the same work is done, and the answer is no
   * @throws {GateError} busy
   */
  async check(
    credential: CredentialEntry | null,
    secret: string,
    pepper: Buffer,
    now: Date,
  ): Promise<boolean> {
    const hash = hashSecret(pepper, "partner-secret", secret);
    for (const verifier of credential?.secrets ?? [NOBODY]) {
      if (isOver(verifier, now)) continue;
      const right =
        verifier.scheme === "hmac-sha-256"
          ? equal(Buffer.from(verifier.verifier, "base64"), hash)
          : await this.#checkChosen(verifier.verifier, secret);
      if (right) return credential !== null;
    }
    return false;
  }

  async #checkChosen(verifier: string, secret: string): Promise<boolean> {
    const hash = hashSecret(this.#ownKey, "partner-secret", secret);
    const remembered = this.#remembered.get(verifier);
    if (remembered !== undefined) return equal(remembered, hash);
    const right = await this.#oneAtATime(() => verify(verifier, secret));
    if (right) {
      if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
      this.#remembered.set(verifier, hash);
    }
    return right;
  }

  async #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new GateError("busy", undefined, { retryAfterSeconds: 1 });
    this.#waiting += 1;
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** Is the secret past its end? */
export function isOver({ notAfter }: SecretVerifier, now: Date): boolean {
  return notAfter !== null && Date.parse(notAfter) <= now.getTime();
}

const NOBODY: SecretVerifier = {
  scheme: "hmac-sha-256",
  verifier: randomBytes(32).toString("base64"),
  notAfter: null,
};

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
