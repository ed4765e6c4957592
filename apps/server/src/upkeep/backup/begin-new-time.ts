import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { appendAudit, byServer } from "../../audit/append.ts";
import { publish } from "../../key-book/publish.ts";
import type { BackupHeader } from "./format.ts";

const ORIGIN = byServer("restore");

/**
 * Makes of a past state a present one, in the transaction that brings it back.
 *
 * What was open at that time is not any more: sessions, one-time links, counted attempts and heartbeats are not in a backup. The key that seals
 * access tokens is made anew at the next start, so that tokens end as well: some were issued for versions of secrets that are still to come.
 * Gates that have seen later numbers must not take what comes for known: all entries get numbers beyond any that were ever given, since those
 * begin at the present time in milliseconds and rise slower than it; and the last one says that the book begins anew.
 */
export async function beginNewTime(client: pg.Client, header: BackupHeader, now: Date): Promise<void> {
  await client.query("delete from key_book where kind = 'shared-secret' and id = 'token-seal'");
  const head = await client.query<{ number: string }>("select number from key_book_head");
  const base = Math.max(now.getTime(), Number(head.rows[0]?.number ?? 0));
  await client.query(
    `update key_book set number = $1 + place from
      (select kind as k, id as i, row_number() over (order by number) as place from key_book) as ordered
      where kind = k and id = i`,
    [base],
  );
  const count = await client.query<{ count: string }>("select count(*) from key_book");
  await client.query("update key_book_head set number = $1", [base + Number(count.rows[0]?.count ?? 0)]);
  const tx = drizzle({ client, casing: "snake_case" });
  await appendAudit(tx, ORIGIN, now, [
    {
      projectId: null,
      action: "backup.restored",
      subject: `backup:${header.id}`,
      after: { madeAt: header.madeAt },
    },
  ]);
  await publish(tx, [{ kind: "restored", id: "key-book", at: now.toISOString() }]);
}
