import { type SQL, sql } from "drizzle-orm";
import { inTransaction } from "../database/transaction.ts";
import { masterKeyColumn } from "../database/wrapped-columns.ts";
import type { KeyBookEntry, WrappedValue } from "../key-book/entries.ts";
import { publish } from "../key-book/publish.ts";
import type { Holder } from "./holder.ts";

const MASTER = sql.identifier(masterKeyColumn("entry"));
/** Names an entry, and is what its value was wrapped with: `client-encryption-key:<id>`, `shared-secret:<name>`. */
const NAME = sql`kind || ':' || id`;

/** Kind and id, as the primary key has them. */
function keyOf(name: string): SQL {
  const at = name.indexOf(":");
  return sql`(${name.slice(0, at)}, ${name.slice(at + 1)})`;
}

/** The wrapped values that gateways open: shared secrets, and the private halves of Client Encryption Keys in use. */
export const keyBookHolder: Holder = {
  name: "key_book.entry",
  async count(database) {
    const found = await database.execute<{ master: string; count: string }>(
      sql`select ${MASTER} as master, count(*) as count from key_book where ${MASTER} is not null group by 1`,
    );
    return new Map(found.rows.map((row) => [row.master, Number(row.count)]));
  },
  async list(database, { masterKey, after, limit }) {
    const under = masterKey === null ? sql`${MASTER} is not null` : sql`${MASTER} = ${masterKey}`;
    const later = after === null ? sql`` : sql`and (kind, id) > ${keyOf(after)}`;
    const found = await database.execute<{ name: string; entry: KeyBookEntry }>(
      sql`select ${NAME} as name, entry from key_book where ${under} ${later} order by kind, id limit ${limit}`,
    );
    return found.rows.flatMap(({ name, entry }) => {
      const value = wrappedIn(entry);
      return value === null ? [] : [{ id: name, context: name, value }];
    });
  },
  replace: (database, held, to) =>
    inTransaction(database, async (tx) => {
      // Nobody publishes from here to the commit: an entry that was read before another's change would bring a revoked key back.
      await tx.execute(sql`lock table key_book_head in exclusive mode`);
      const found = await tx.execute<{ entry: KeyBookEntry | null }>(
        sql`select entry from key_book where (kind, id) = ${keyOf(held.id)}`,
      );
      const entry = found.rows[0]?.entry ?? null;
      if (entry === null || wrappedIn(entry)?.wrapped !== held.value.wrapped) return null;
      return publish(tx, [withWrapped(entry, to)]);
    }),
};

function wrappedIn(entry: KeyBookEntry): WrappedValue | null {
  if (entry.kind === "shared-secret") return entry.value;
  return entry.kind === "client-encryption-key" ? entry.privateKey : null;
}

function withWrapped(entry: KeyBookEntry, to: WrappedValue): KeyBookEntry {
  if (entry.kind === "shared-secret") return { ...entry, value: to };
  return entry.kind === "client-encryption-key" ? { ...entry, privateKey: to } : entry;
}
