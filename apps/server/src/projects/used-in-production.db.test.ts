import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../database/database.ts";
import { migratedDatabase } from "../database/testing/fresh-database.ts";
import { inTransaction } from "../database/transaction.ts";
import { oneInProduction } from "./used-in-production.ts";

test("whether Production rests on a service is found by an index, however many environments others have", async () => {
  const fresh = await migratedDatabase();
  const database = openDatabase(fresh.url);
  try {
    const plan = await inTransaction(database, async (tx) => {
      // So few rows are read faster than an index; with many it is the other way round.
      await tx.execute(sql`set local enable_seqscan = off`);
      const { rows } = await tx.execute(sql`explain ${oneInProduction(tx, "weather").getSQL()}`);
      return JSON.stringify(rows);
    });
    expect(plan).toContain("environments_service_type");
    expect(plan).not.toContain("Seq Scan");
  } finally {
    await closeDatabase(database);
    await fresh.drop();
  }
});
