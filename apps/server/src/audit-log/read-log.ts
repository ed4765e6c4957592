import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { sqlState } from "../database/transaction.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { Problem } from "../problems/problem.ts";
import { findEntries, namesOf, projectsOf, type Wanted } from "./store.ts";

export interface ReadLogDeps {
  readonly database: Database;
  /** Where searches wait for their turn, so that they leave connections to everybody else. */
  readonly searching: Turnstile;
}

/** What one statement of a search may take before it is ended. */
const STATEMENT_MS = 2_000;
const QUERY_CANCELED = "57014";

/**
 * A page of the log with the names of people and projects.
 *
 * @throws {Problem} search-too-slow, unavailable
 */
export async function readLog(deps: ReadLogDeps, wanted: Wanted) {
  return bounded(deps, async (tx) => {
    const found = await findEntries(tx, wanted);
    const [names, projects] = [await namesOf(tx, found.entries), await projectsOf(tx, found.entries)];
    return { ...found, names, projects };
  });
}

/**
 * Reads at one moment of the database, with an end set to each statement.
 *
 * @throws {Problem} search-too-slow, unavailable
 */
export async function bounded<T>(
  deps: ReadLogDeps,
  read: (tx: Parameters<Parameters<Database["transaction"]>[0]>[0]) => Promise<T>,
): Promise<T> {
  try {
    return await deps.searching(() =>
      deps.database.transaction(
        async (tx) => {
          await tx.execute(sql.raw(`set local statement_timeout = ${STATEMENT_MS}`));
          return read(tx);
        },
        { isolationLevel: "repeatable read", accessMode: "read only" },
      ),
    );
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    throw new Problem("search-too-slow", "This search takes too long: choose a time, a person or an event.", {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}
