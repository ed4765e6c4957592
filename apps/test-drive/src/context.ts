import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { HistoryCache } from "./transactions/history-cache.ts";

export type Database = NodePgDatabase;

/** What every room is handed. */
export interface Context {
  readonly database: Database;
  /** All simulated data is a function of it. */
  readonly seed: string;
  readonly clock: () => Date;
  readonly histories: HistoryCache;
}
