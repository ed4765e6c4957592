import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import type { KeyBookEntry, KeyBookKind } from "./entries.ts";
import { keyBook } from "./tables.ts";

/** What a use case says to the gateways: a thing as it is now, or that it is gone. */
export type Publication = KeyBookEntry | { readonly gone: KeyBookKind; readonly id: string };

/**
 * The one way into the key book. Call it as the LAST statement of the transaction: from here to the commit it holds the lock that
 * orders all publications, so that a gateway which has seen number N has seen everything before N.
 *
 * @returns the number of the last change; a gateway that has applied it has all of them in force
 */
export async function publish(
  tx: Pick<Database, "execute" | "insert">,
  publications: readonly Publication[],
): Promise<number> {
  if (publications.length === 0) throw new Error("nothing to publish");
  const head = await tx.execute<{ number: string }>(
    sql`insert into key_book_head (single, number) values (true, ${publications.length})
        on conflict (single) do update set number = key_book_head.number + ${publications.length} returning number`,
  );
  const last = Number(head.rows[0]?.number);
  const first = last - publications.length + 1;
  const rows = publications.map((publication, index) =>
    "gone" in publication
      ? { kind: publication.gone, id: publication.id, number: first + index, entry: null }
      : { kind: publication.kind, id: publication.id, number: first + index, entry: publication },
  );
  await tx
    .insert(keyBook)
    .values(rows)
    .onConflictDoUpdate({
      target: [keyBook.kind, keyBook.id],
      set: { number: sql`excluded.number`, entry: sql`excluded.entry`, changedAt: sql`now()` },
    });
  // Delivered at commit; gateways that miss it find the change within their polling interval.
  await tx.execute(sql`select pg_notify(${KEY_BOOK_CHANNEL}, ${String(last)})`);
  return last;
}

export const KEY_BOOK_CHANNEL = "gatehouse_key_book";
