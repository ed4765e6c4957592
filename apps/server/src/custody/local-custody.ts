import type { Custody } from "./custody.ts";
import { masterKeyOf } from "./master-key.ts";
import { unwrap, wrap } from "./wrap.ts";

/** Custody in this process's memory, from a master key that a file or the environment gave. */
export function localCustody(key: Buffer): Custody {
  const master = masterKeyOf(key);
  return {
    masterKey: master.fingerprint,
    wrap: async (value, context) => wrap(master, value, context),
    unwrap: async (value, context) => unwrap(master, value, context),
  };
}
