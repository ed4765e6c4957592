import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { AuditFault, verifyLines } from "./verify-lines.ts";

const PARTLY_SIGNED = 3;

/**
 * `gatehouse audit verify FILE`: says in a line whether the export holds.
 *
 * @param keyFile the public key to trust, PEM; null: the one in the export
 * @returns the exit code: 0 it holds, 1 it doesn't, 3 what is signed of it holds, and there are entries after that
 */
export async function auditVerify(
  file: string,
  keyFile: string | null,
  tell: (line: string) => void,
): Promise<number> {
  try {
    const trusted = keyFile === null ? [] : [await readText(keyFile)];
    const input = createReadStream(file, "utf8");
    const opened = new Promise((resolve, reject) => {
      input.once("open", resolve);
      input.once("error", reject);
    });
    await opened.catch(() => {
      throw new AuditFault(`${file} can't be read`);
    });
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    const { chain, entries, signedUpTo, keys } = await verifyLines(lines, trusted);
    tell(`The trail ${chain} holds up to entry ${signedUpTo}, which is signed; it has ${entries} entries.`);
    if (signedUpTo < entries) {
      tell(`Entries ${signedUpTo + 1} to ${entries} are not signed yet: nothing proves them so far.`);
    }
    if (keyFile === null) {
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

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new AuditFault(`${file} can't be read`);
  });
}
