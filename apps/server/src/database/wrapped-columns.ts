import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { inTransaction, violatedConstraint } from "./transaction.ts";

/** A column of wrapped values: `value` is the wrapped value in it, as SQL. */
interface WrappedColumn {
  readonly table: string;
  readonly column: string;
  readonly value: string;
}

const WRAPPED_COLUMNS: readonly WrappedColumn[] = [
  { table: "client_encryption_keys", column: "private_key", value: "private_key" },
  { table: "credentials", column: "wrapped_app_key", value: "wrapped_app_key" },
  { table: "credentials", column: "wrapped_secret", value: "wrapped_secret" },
  { table: "certificate_authorities", column: "private_key", value: "private_key" },
  { table: "second_factors", column: "secret", value: "secret" },
  { table: "webhooks", column: "secret", value: "secret" },
  { table: "webhooks", column: "old_secret", value: "old_secret" },
  { table: "audit_keys", column: "private_key", value: "private_key" },
  { table: "key_book", column: "entry", value: "coalesce(entry -> 'privateKey', entry -> 'value')" },
];

/** The column beside a column of wrapped values that names their master key. */
export function masterKeyColumn(column: string): string {
  return `${column}_master`;
}

/**
 * Was a value refused because its master key is one that nothing may be wrapped under any more? It was wrapped before the key was retired, and
 * nothing of the transaction is stored: wrapped anew, it goes in.
 */
export function isUnderRetiredMasterKey(error: unknown): boolean {
  return violatedConstraint(error)?.endsWith("_master_fkey") === true;
}

/**
 * Puts a column beside each column of wrapped values which the database itself fills with the master key's fingerprint, and which refers to
 * `master_keys`: a value under an unknown key can't be stored, and a key that a value still needs can't be removed, whatever the code
 * believes. Tables are touched only when the column isn't there yet.
 */
export async function installMasterKeyReferences(database: Database): Promise<void> {
  for (const { table, column, value } of WRAPPED_COLUMNS) {
    const name = masterKeyColumn(column);
    const there = await database.execute(sql`
      select from pg_attribute where attrelid = ${table}::regclass and attname = ${name} and not attisdropped`);
    if (there.rowCount !== 0) continue;
    // A transaction a table: the rewriting of one must not hold up whoever reads another.
    await inTransaction(database, async (tx) => {
      await tx.execute(
        sql.raw(`
          alter table ${table} add column ${name} text
            generated always as ((${value}) ->> 'masterKey') stored references master_keys (fingerprint)`),
      );
      await tx.execute(
        sql.raw(`create index ${table}_${name} on ${table} (${name}) where ${name} is not null`),
      );
    });
  }
}
