import type { WrappedValue } from "../key-book/entries.ts";

/**
 * Where private keys rest. A value goes in, comes out wrapped under a master key which never leaves the backend, and can be opened
 * again by naming the row it belongs to. Backends: a master key file, a secret of the environment.
 */
export interface Custody {
  /** Fingerprint of the master key that new values are wrapped under. */
  readonly masterKey: string;
  /** @param context names the row, e.g. `client-encryption-key:<id>`; needed again to unwrap. */
  wrap(value: Uint8Array, context: string): Promise<WrappedValue>;
  /** @throws {CustodyError} */
  unwrap(value: WrappedValue, context: string): Promise<Buffer>;
}
