import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/**
 * A table that is there while a backup is being restored. It is made before anything else and goes with the commit that brings everything,
 * so that where it stands a restore has broken off, and nobody takes what is there for an instance of its own.
 */
export const UNFINISHED_RESTORE = "gatehouse_unfinished_restore";

/** Nothing may start on this database before it has been restored. */
export class UnfinishedRestore extends Error {
  override readonly name = "UnfinishedRestore";
}

/** @throws {UnfinishedRestore} */
export async function refuseUnfinishedRestore(database: Pick<Database, "execute">): Promise<void> {
  const table = await database.execute<{ there: boolean }>(
    sql`select to_regclass(${`public.${UNFINISHED_RESTORE}`}) is not null as there`,
  );
  if (table.rows[0]?.there === true) {
    throw new UnfinishedRestore("a restore into this database was not finished: run gatehouse restore again");
  }
}
