import { randomBytes } from "node:crypto";
import type { Database } from "../../database/database.ts";
import { type OpenedCustody, openCustody } from "../open-custody.ts";

/**
 * Custody of a test's database under a master key of its own.
 *
 * @param dataDir where more of them can be made
 */
export function custodyOf(database: Database, dataDir = "/nonexistent"): Promise<OpenedCustody> {
  return openCustody({ dataDir, masterKeys: [randomBytes(32)], token: null }, database);
}
