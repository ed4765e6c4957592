import type pg from "pg";
import { quoted, type Table, tablesOf } from "./database-access.ts";

/** What a caller's request must not be told apart by: here no row may be written at all. */
const WRITTEN_ANYWAY = new Set(["attempts", "gateway_heartbeats", "gatehouse_migration_lock"]);

/**
 * Makes each write of a row fail in the database while the work goes on, one table after the other, so that the database's own complaint,
 * which repeats the row, comes up where it may come up.
 */
export async function failingInEachTable(
  client: pg.Client,
  work: { before(): Promise<unknown>; during(table: string): Promise<unknown> },
): Promise<void> {
  for (const table of await tablesOf(client)) {
    if (table.schema !== "public" || WRITTEN_ANYWAY.has(table.name)) continue;
    await work.before();
    await refuseRows(client, table);
    try {
      await work.during(table.name);
    } finally {
      await client.query(`alter table ${quoted(table)} drop constraint no_more_rows`);
    }
  }
}

async function refuseRows(client: pg.Client, table: Table): Promise<void> {
  await client.query(`alter table ${quoted(table)} add constraint no_more_rows check (false) not valid`);
}
