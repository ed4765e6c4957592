import type { SharedSecretEntry, WrappedValue } from "../key-book/entries.ts";
import { KnownCallers } from "./known-callers.ts";

export type Unwrap = (value: WrappedValue, context: string) => Promise<Buffer>;

/** The shared secrets that a call needs, opened; null while the key book has not brought them. */
export class Secrets {
  /** Whom they have let in. */
  readonly callers = new KnownCallers();
  readonly #unwrap: Unwrap;
  #tokenSeal: Buffer | null = null;
  #pepper: Buffer | null = null;

  constructor(unwrap: Unwrap) {
    this.#unwrap = unwrap;
  }

  /** 32 bytes: seals access tokens. */
  get tokenSeal(): Buffer | null {
    return this.#tokenSeal;
  }

  /** 32 bytes: keys the hashes of secrets and App Keys. */
  get pepper(): Buffer | null {
    return this.#pepper;
  }

  async open(entry: SharedSecretEntry): Promise<void> {
    if (entry.id === "desk-link") return;
    const value = await this.#unwrap(entry.value, `shared-secret:${entry.id}`);
    if (entry.id === "token-seal") this.#tokenSeal = value;
    else this.#pepper = value;
    this.callers.forgetAll();
  }
}
