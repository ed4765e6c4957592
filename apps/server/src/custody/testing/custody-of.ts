import { randomBytes } from "node:crypto";
import type { Database } from "../../database/database.ts";
import { type OpenedCustody, openCustody } from "../open-custody.ts";
import { takePair } from "./made-pairs.ts";

/**
 * Custody of a test's database under a master key of its own.
 *
 * @param dataDir where more of them can be made
 */
export async function custodyOf(database: Database, dataDir = "/nonexistent"): Promise<OpenedCustody> {
  const opened = await openCustody({ dataDir, masterKeys: [randomBytes(32)], token: null }, database);
  return { ...opened, makePair: takePair };
}
