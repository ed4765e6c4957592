import type { HeldValue, Holder } from "../custody/holder.ts";
import type { Database } from "../database/database.ts";

const PAGE = 200;
/** At once: a token takes its calls one after the other, a file's key needs no more. */
const AT_ONCE = 8;

/**
 * Walks over a holder's values, some at once.
 *
 * @param masterKey only those under this one; null: all
 */
export async function eachValue(
  database: Database,
  holder: Holder,
  masterKey: string | null,
  work: (held: HeldValue) => Promise<void>,
): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page: HeldValue[] = await holder.list(database, { masterKey, after, limit: PAGE });
    for (let at = 0; at < page.length; at += AT_ONCE) {
      await Promise.all(page.slice(at, at + AT_ONCE).map(work));
    }
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? null;
  }
}
