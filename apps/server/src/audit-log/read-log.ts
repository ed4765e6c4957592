import { sql } from "drizzle-orm";
import { type ProvidersPeople, providersPeople } from "../accounts/providers-people.ts";
import type { Database } from "../database/database.ts";
import { sqlState } from "../database/transaction.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { Problem } from "../problems/problem.ts";
import { forMembers } from "./for-members.ts";
import { findEntries, namesOf, projectsOf, type Wanted } from "./store.ts";

export interface ReadLogDeps {
  readonly database: Database;
  /** Where searches wait for their turn, so that they leave connections to everybody else. */
  readonly searching: Turnstile;
}

/** What one statement of a search may take before it is ended. */
const STATEMENT_MS = 2_000;
const QUERY_CANCELED = "57014";

export interface Asked extends Omit<Wanted, "actors" | "withoutOperators"> {
  /** The provider's name, by which members of a project see its people in place of their e-mail addresses; null: it is they who look. */
  readonly namedBy: string | null;
}

/**
 * A page of the log with the names of people and projects.
 *
 * @throws {Problem} search-too-slow, unavailable
 */
export async function readLog(deps: ReadLogDeps, asked: Asked) {
  const { actor } = asked.filters;
  return bounded(deps, async (tx) => {
    const people = asked.namedBy === null ? null : await providersPeople(tx, asked.namedBy);
    const actors = actor === null ? null : people === null ? [actor] : actorsMeant(people, actor);
    const found = await findEntries(tx, { ...asked, actors, withoutOperators: people !== null });
    const [names, projects] = [await namesOf(tx, found.entries), await projectsOf(tx, found.entries)];
    if (people === null) return { ...found, names, projects };
    for (const id of people.accountIds) names.delete(id);
    return { ...found, entries: found.entries.map((entry) => forMembers(entry, people)), names, projects };
  });
}

/** The actors that a member means: one of the provider's people goes by the name that members see, and not by the address. */
function actorsMeant(people: ProvidersPeople, actor: string): readonly string[] {
  const shownAs = people.addressesOf(actor);
  if (shownAs.length > 0) return shownAs;
  return people.hasAddress(actor) ? [] : [actor];
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
