import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SharedSecretEntry } from "../key-book/entries.ts";
import { publish } from "../key-book/publish.ts";
import { keyBook } from "../key-book/tables.ts";
import type { Custody } from "./custody.ts";

const NAMES = ["token-seal", "secret-pepper", "desk-link"] as const;
const BYTES = 32;

export type SharedSecrets = Readonly<Record<SharedSecretEntry["id"], Buffer>>;

/**
 * The random keys that the desk and all gateways share: made once, wrapped, and published in the key book; opened here for the desk.
 */
export async function openSharedSecrets(database: Database, custody: Custody): Promise<SharedSecrets> {
  const opened: Partial<Record<SharedSecretEntry["id"], Buffer>> = {};
  for (const name of NAMES) {
    const value = (await read(database, name)) ?? (await create(database, custody, name));
    opened[name] = await custody.unwrap(value.value, sharedSecretContext(name));
  }
  return opened as SharedSecrets;
}

/** What a shared secret is wrapped with. */
export function sharedSecretContext(id: SharedSecretEntry["id"]): string {
  return `shared-secret:${id}`;
}

async function read(database: Pick<Database, "select">, name: string): Promise<SharedSecretEntry | null> {
  const [row] = await database
    .select({ entry: keyBook.entry })
    .from(keyBook)
    .where(and(eq(keyBook.kind, "shared-secret"), eq(keyBook.id, name)));
  return row?.entry?.kind === "shared-secret" ? row.entry : null;
}

async function create(
  database: Database,
  custody: Custody,
  name: SharedSecretEntry["id"],
): Promise<SharedSecretEntry> {
  const value = await custody.wrap(randomBytes(BYTES), sharedSecretContext(name));
  const entry: SharedSecretEntry = { kind: "shared-secret", id: name, value };
  return inTransaction(database, async (tx) => {
    // Two programs starting at once: the second waits here and finds what the first has made.
    await tx.execute("lock table key_book_head in exclusive mode");
    const other = await read(tx, name);
    if (other !== null) return other;
    await publish(tx, [entry]);
    return entry;
  });
}
