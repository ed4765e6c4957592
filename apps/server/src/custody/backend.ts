import type { WrappedValue } from "../key-book/entries.ts";

/** One master key that is at hand. It wraps and opens; what it is, nobody gets to see. */
export interface MasterKey {
  /** 16 hex digits, under which wrapped values name it. */
  readonly fingerprint: string;
  wrap(value: Uint8Array, context: string): Promise<WrappedValue>;
  /** @throws {CustodyError} */
  unwrap(value: WrappedValue, context: string): Promise<Buffer>;
}

export const BACKENDS = ["file", "environment", "pkcs11"] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A place where master keys are kept. */
export interface Backend {
  readonly name: BackendName;
  /** For people: which file, variable or token. */
  readonly place: string;
  /**
   * The master keys it holds now, looked up anew.
   *
   * @throws {CustodyAway}
   * @throws {CustodyError} what is there can't be used, with what to do
   */
  keys(): Promise<readonly MasterKey[]>;
  /** Makes one more; null where keys come from elsewhere. */
  readonly create: (() => Promise<MasterKey>) | null;
  /** Why it can't be reached at the moment; null while it can. */
  away(): string | null;
  close(): Promise<void>;
}
