import type { WrappedValue } from "../key-book/entries.ts";
import type { MasterKey } from "./backend.ts";
import { CustodyError } from "./custody.ts";

const KNOWN = Buffer.from("gatehouse master key check", "utf8");

/** A known value under a master key, to tell later whether it is still the same key and does its work. */
export function wrapCheckValue(key: MasterKey): Promise<WrappedValue> {
  return key.wrap(KNOWN, contextOf(key));
}

/** @throws {CustodyError} it goes by the name of the key, and isn't it */
export async function opensCheckValue(key: MasterKey, checkValue: WrappedValue): Promise<void> {
  const opened = await key.unwrap(checkValue, contextOf(key));
  if (!opened.equals(KNOWN)) throw new CustodyError(`master key ${key.fingerprint} opens to another value`);
}

function contextOf(key: MasterKey): string {
  return `master-key-check:${key.fingerprint}`;
}
