import type { CredentialEntry } from "../key-book/entries.ts";

/** What was found right once about an App Key and a token that came together. */
interface KnownCaller {
  readonly credentialId: string;
  readonly appKeyHash: string;
  readonly version: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const MOST = 20_000;

/**
 * Remembers who was let in, because a client sends the same App Key and token for two hours and working them out anew costs a tenth of a
 * call. Only what was right is remembered, and each use is held against the key book as it is now.
 */
export class KnownCallers {
  readonly #callers = new Map<string, KnownCaller>();

  /** @returns the id of the credential to look at; {@link isStill} says whether it may come in */
  find(appKey: string, token: string): KnownCaller | null {
    return this.#callers.get(`${appKey} ${token}`) ?? null;
  }

  remember(appKey: string, token: string, caller: KnownCaller): void {
    if (this.#callers.size >= MOST) this.#callers.clear();
    this.#callers.set(`${appKey} ${token}`, caller);
  }

  /** After a change of the shared secrets nothing that rested on them is known. */
  forgetAll(): void {
    this.#callers.clear();
  }
}

/** Is the credential there, with the same App Key and version, and the token's time not over? */
export function isStill(caller: KnownCaller, credential: CredentialEntry | null, now: Date): boolean {
  return (
    credential !== null &&
    credential.appKeyHash === caller.appKeyHash &&
    credential.version === caller.version &&
    caller.expiresAt * 1_000 > now.getTime()
  );
}
