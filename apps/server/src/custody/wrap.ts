import type { WrappedValue } from "../key-book/entries.ts";
import { CustodyError } from "./custody.ts";
import { openSealed, SEAL_OVERHEAD, seal } from "./seal.ts";

/** Layout of a wrapped value: version (1 byte) ‖ what `seal` makes. */
const VERSION = 1;

/** A master key of this process and the name that wrapped values know it by. */
export interface NamedKey {
  readonly fingerprint: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/**
 * Wraps by AES-256-GCM under the master key itself. `context` names the row the value belongs to and is authenticated, so a value copied
 * into another row doesn't open there.
 */
export function wrap(master: NamedKey, value: Uint8Array, context: string): WrappedValue {
  const sealed = seal(master.key, value, associatedData(master, context));
  return {
    masterKey: master.fingerprint,
    wrapped: Buffer.concat([Buffer.of(VERSION), sealed]).toString("base64"),
  };
}

/** @throws {CustodyError} */
export function unwrap(master: NamedKey, value: WrappedValue, context: string): Buffer {
  requireKey(value, master.fingerprint);
  const bytes = Buffer.from(value.wrapped, "base64");
  if (bytes.length < 1 + SEAL_OVERHEAD || bytes[0] !== VERSION) throw unknownForm(context);
  const opened = openSealed(master.key, bytes.subarray(1), associatedData(master, context));
  if (opened === null) throw doesNotOpen(context);
  return opened;
}

/** @throws {CustodyError} the value names another master key */
export function requireKey(value: WrappedValue, fingerprint: string): void {
  if (value.masterKey === fingerprint) return;
  throw new CustodyError(`wrapped under master key ${value.masterKey}, but this one is ${fingerprint}`);
}

export function unknownForm(context: string): CustodyError {
  return new CustodyError(`the wrapped value of ${context} has an unknown form`);
}

export function doesNotOpen(context: string): CustodyError {
  return new CustodyError(
    `the wrapped value of ${context} doesn't open: it was changed, or belongs elsewhere`,
  );
}

function associatedData(master: NamedKey, context: string): Buffer {
  return Buffer.from(`gatehouse:v${VERSION}:${master.fingerprint}:${context}`, "utf8");
}
