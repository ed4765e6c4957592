import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/** How many locks are being waited for in this database. */
export async function waitingForLocks(database: Pick<Database, "execute">): Promise<number> {
  const { rows } = await database.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
  );
  return rows[0]?.count ?? 0;
}
