import { timingSafeEqual } from "node:crypto";
import type { SharedSecretEntry, WrappedValue } from "../key-book/entries.ts";
import { KnownCallers } from "./known-callers.ts";

export type Unwrap = (value: WrappedValue, context: string) => Promise<Buffer>;

/** The desk link's key is no call's business: it is fetched when a partner changes its secret. */
type SecretOfCalls = Exclude<SharedSecretEntry["id"], "desk-link">;
export type EntryOfCalls = SharedSecretEntry & { readonly id: SecretOfCalls };

export function isOfCalls(entry: SharedSecretEntry): entry is EntryOfCalls {
  return entry.id !== "desk-link";
}

/** The shared secrets that a call needs, opened; null while the key book has not brought them. */
export class Secrets {
  /** Whom they have let in. */
  readonly callers = new KnownCallers();
  readonly #unwrap: Unwrap;
  readonly #open = new Map<SecretOfCalls, Buffer>();
  /** Entry that was last asked to be opened: one that takes long must not come over a newer one. */
  readonly #newest = new Map<SecretOfCalls, EntryOfCalls>();

  constructor(unwrap: Unwrap) {
    this.#unwrap = unwrap;
  }

  /** 32 bytes: seals access tokens. */
  get tokenSeal(): Buffer | null {
    return this.#open.get("token-seal") ?? null;
  }

  /** 32 bytes: keys the hashes of secrets and App Keys. */
  get pepper(): Buffer | null {
    return this.#open.get("secret-pepper") ?? null;
  }

  holds(id: SecretOfCalls): boolean {
    return this.#open.has(id);
  }

  /** A secret that is merely wrapped anew, as by a rotation of the master key, leaves the callers known. */
  async open(entry: EntryOfCalls): Promise<void> {
    this.#newest.set(entry.id, entry);
    const value = await this.#unwrap(entry.value, `shared-secret:${entry.id}`);
    if (this.#newest.get(entry.id) !== entry) return;
    const before = this.#open.get(entry.id);
    if (before !== undefined && before.length === value.length && timingSafeEqual(before, value)) return;
    this.#open.set(entry.id, value);
    this.callers.forgetAll();
  }
}
