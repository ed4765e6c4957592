import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { AuditFault } from "./audit-fault.ts";
import { readLines } from "./read-lines.ts";
import { isFingerprint } from "./trusted-keys.ts";
import { verifyLines } from "./verify-lines.ts";

const PARTLY_SIGNED = 3;

/**
 * `gatehouse audit verify FILE`: says in a line whether the export holds.
 *
 * @param options `keys`: what is trusted, files of public keys in PEM or fingerprints of 64 hex digits; none: the keys of the export.
 *   `chain`: the trail that it has to be; null: any
 * @returns the exit code: 0 it holds, 1 it doesn't, 3 what is signed of it holds, and there are entries after that
 */
export async function auditVerify(
  file: string,
  options: { readonly keys: readonly string[]; readonly chain: string | null },
  tell: (line: string) => void,
): Promise<number> {
  try {
    const pins = await Promise.all(options.keys.map((key) => (isFingerprint(key) ? key : readKeyFile(key))));
    const { chain, entries, signedUpTo, keys } = await verifyLines(readLines(bytesOf(file)), pins);
    if (options.chain !== null && options.chain !== chain) {
      throw new AuditFault(`this is the trail ${chain}, and another one was asked for`);
    }
    tell(`The trail ${chain} holds up to entry ${signedUpTo}, which is signed; it has ${entries} entries.`);
    if (signedUpTo < entries) {
      tell(`Entries ${signedUpTo + 1} to ${entries} are not signed yet: nothing proves them so far.`);
    }
    if (pins.length === 0) {
      for (const key of keys)
        tell(`Signed with key ${key}, as the export itself says: compare it, or give --key.`);
    }
    return signedUpTo < entries ? PARTLY_SIGNED : 0;
  } catch (error) {
    if (!(error instanceof AuditFault)) throw error;
    tell(`The trail does not hold: ${error.message}.`);
    return 1;
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file);
  } catch (error) {
    // What the reader of these bytes throws doesn't come by here.
    throw new AuditFault(`${file} can't be read`, { cause: error });
  }
}

async function readKeyFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new AuditFault(`${file} can't be read`);
  });
}
