import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Backend, MasterKey } from "./backend.ts";
import { CustodyError } from "./custody.ts";
import { fingerprintOf, localKey, newMasterKey } from "./local-key.ts";
import { asCustodyError, readMasterKeyFile, writeMasterKeyFile } from "./master-key-file.ts";

/** Files in the folder of master keys. No key is made beyond it, so that a folder that was made here can always be read. */
export const MOST_FILES = 1_024;

/** Where the first master key's file is, and the folder of those that came by rotation. */
export function masterKeyPaths(dataDir: string): { readonly first: string; readonly folder: string } {
  return { first: join(dataDir, "master-key"), folder: join(dataDir, "master-keys") };
}

/**
 * Master keys in the data folder: `master-key`, and `master-keys/<fingerprint>` for each one made later. A file a key, so that making one
 * never rewrites another.
 */
export function fileBackend(dataDir: string): Backend {
  const { first, folder } = masterKeyPaths(dataDir);
  const keys = async (): Promise<MasterKey[]> => {
    const paths = [first, ...(await filesIn(folder))];
    const read = await Promise.all(paths.map(readMasterKeyFile));
    return read.filter((key) => key !== null).map(localKey);
  };
  return {
    name: "file",
    place: first,
    keys,
    async create() {
      if ((await keys()).length === 0) return localKey(await writeMasterKeyFile(first, newMasterKey()));
      if ((await filesIn(folder)).length >= MOST_FILES) {
        throw new CustodyError(
          `${folder} holds ${MOST_FILES} master keys: put away those that gatehouse custody doctor calls retired, then rotate`,
        );
      }
      const key = newMasterKey();
      return localKey(await writeMasterKeyFile(join(folder, fingerprintOf(key)), key));
    },
    away: () => null,
    close: async () => undefined,
  };
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{16}$/.test(name));
    if (names.length > MOST_FILES)
      throw new CustodyError(`${folder} has more than ${MOST_FILES} master keys`);
    return names.map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw asCustodyError(error, folder);
  }
}
