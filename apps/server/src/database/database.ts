import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

export type Database = NodePgDatabase & { readonly $client: pg.Pool };

/** What a room's store takes: a transaction that is under way. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * Opens a pool. Connections are made when needed; a statement that takes over 15 s and a transaction that lies idle for 30 s are
 * ended by the server, so that a stuck caller can't hold a lock for ever.
 */
export function openDatabase(
  url: string,
  options: { max?: number; role?: string; name?: string } = {},
): Database {
  const flags = [
    "-c statement_timeout=15000",
    "-c idle_in_transaction_session_timeout=30000",
    "-c lock_timeout=10000",
  ];
  if (options.role !== undefined) flags.push(`-c role=${options.role}`);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    options: flags.join(" "),
    application_name: options.name ?? "gatehouse",
    connectionTimeoutMillis: 10_000,
    // Each is a process and a log-in of the database's, 20 ms of work: what one burst of requests has opened serves the next.
    idleTimeoutMillis: 60_000,
  });
  // A connection that breaks (server restart, failover) is replaced by the pool, and whoever uses it is told by its next statement. Without
  // listeners it would end the process: the pool's are for idle connections only, the other for those in the middle of a transaction.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return drizzle({ client: pool, casing: "snake_case" });
}

export async function closeDatabase(database: Database): Promise<void> {
  await database.$client.end();
}
