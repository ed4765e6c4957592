import type { RsaBits } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import type { WrappedValue } from "../key-book/entries.ts";

/** A new RSA pair: SubjectPublicKeyInfo (RFC 5280) and PKCS#8 PrivateKeyInfo (RFC 5208), both DER. */
export interface MadePair {
  readonly publicKey: Buffer;
  /** For whoever asked to wrap, and to wipe. */
  readonly privateKey: Buffer;
}

/**
 * Where private keys rest. A value goes in, comes out wrapped under a master key which never leaves its backend, and can be opened again
 * by naming the row it belongs to.
 */
export interface Custody {
  /** Makes what is to be kept: an RSA pair with exponent 65537. Takes a good part of a second, so it comes before a transaction. */
  makePair(bits: RsaBits): Promise<MadePair>;
  /**
   * @param context names the row, e.g. `client-encryption-key:<id>`; needed again to unwrap.
   * @throws {CustodyAway} the backend can't be reached at the moment
   */
  wrap(value: Uint8Array, context: string): Promise<WrappedValue>;
  /** @throws {CustodyError} */
  unwrap(value: WrappedValue, context: string): Promise<Buffer>;
}

/** A wrapped value that doesn't open: another master key, another row, or changed bytes. */
export class CustodyError extends Error {
  override readonly name: string = "CustodyError";
}

/** The backend doesn't answer at the moment, so nothing can be said of the value; the message says which and what to do. */
export class CustodyAway extends CustodyError {
  override readonly name = "CustodyAway";
}
