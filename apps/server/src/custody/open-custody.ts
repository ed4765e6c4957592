import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Custody } from "./custody.ts";
import { localCustody } from "./local-custody.ts";
import { createMasterKeyFile, readMasterKeyFile } from "./master-key-file.ts";
import { masterKeys } from "./tables.ts";
import { CustodyError } from "./wrap.ts";

export interface CustodySettings {
  readonly dataDir: string;
  /** From the environment; null: the master key file. */
  readonly masterKey: Buffer | null;
}

/** Where the master key file is. */
export function masterKeyPath(dataDir: string): string {
  return join(dataDir, "master-key");
}

/**
 * Opens custody for the desk and holds it against what the database was made with. A new master key is made only for a database that
 * has never had one: over existing data a missing or other key stops the start, because making one would lose every key for good.
 *
 * @throws {CustodyError} with what to do
 */
export async function openCustody(settings: CustodySettings, database: Database): Promise<Custody> {
  return inTransaction(database, async (tx) => {
    await tx.execute(sql`lock table master_keys in exclusive mode`);
    const known = (await tx.select().from(masterKeys)).map((row) => row.fingerprint);
    const given = settings.masterKey ?? (await readMasterKeyFile(masterKeyPath(settings.dataDir)));
    if (known.length === 0) {
      const custody = localCustody(given ?? (await createMasterKeyFile(masterKeyPath(settings.dataDir))));
      await tx.insert(masterKeys).values({ fingerprint: custody.masterKey });
      return custody;
    }
    if (given === null) {
      throw new CustodyError(
        `the database was made with master key ${known.join(", ")}, and ${masterKeyPath(settings.dataDir)} is missing: put it back from its safe copy`,
      );
    }
    const custody = localCustody(given);
    if (!known.includes(custody.masterKey)) {
      throw new CustodyError(
        `the database was made with master key ${known.join(", ")}, but this one is ${custody.masterKey}: give the right one`,
      );
    }
    return custody;
  });
}

/** Custody of a gateway on its own: it only opens, and each wrapped value names the key it needs. */
export async function openGatewayCustody(settings: CustodySettings): Promise<Custody> {
  const given = settings.masterKey ?? (await readMasterKeyFile(masterKeyPath(settings.dataDir)));
  if (given === null) {
    throw new CustodyError(
      `a gateway needs the master key: set GATEHOUSE_MASTER_KEY or bring ${masterKeyPath(settings.dataDir)}`,
    );
  }
  return localCustody(given);
}
