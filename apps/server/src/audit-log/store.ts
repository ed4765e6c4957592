import { and, desc, eq, getTableColumns, gte, ilike, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import type { AuditEntry } from "../audit/read.ts";
import { auditEntries, auditHeads } from "../audit/tables.ts";
import { companies } from "../companies/tables.ts";
import { credentials } from "../credentials/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { containing } from "../http/search-text.ts";
import { projects } from "../projects/tables.ts";
import type { Position } from "./cursor.ts";
import type { Filters, Word } from "./filters.ts";
import { OPERATORS_FIELDS } from "./for-members.ts";

type Reader = Pick<Database, "select">;

/** Entries looked at for one page. What no index answers is looked for among these, and the next page goes on from there. */
export const LOOKED_AT = 5_000;

export interface Wanted {
  /** In whose trails; null: in all. */
  readonly chains: readonly string[] | null;
  readonly filters: Filters;
  /** What the filter by actor stands for; null: there is none. */
  readonly actors: readonly string[] | null;
  /** Is it for members, who don't find the provider's people by their addresses either? */
  readonly withoutOperators: boolean;
  readonly after: Position | null;
  /** How many, at most. */
  readonly limit: number;
}

export interface Found {
  readonly entries: readonly AuditEntry[];
  /** Where to go on; null: there is no more. */
  readonly next: Position | null;
  /** Set where the look ended before the page was full: all entries since then have been looked at. */
  readonly lookedBackTo: Date | null;
}

/**
 * A page of entries, newest first. One filter, the one that leaves the least, is answered by an index in the order of the list; the others
 * are held against what it gives, {@link LOOKED_AT} entries at most: so no combination makes the database read more than that.
 *
 * @param tx sees one moment of the database (REPEATABLE READ), since it is asked twice
 */
export async function findEntries(tx: Transaction, wanted: Wanted): Promise<Found> {
  const { limit, after } = wanted;
  const { byIndex, others } = conditionsOf(wanted);
  const order = [desc(auditEntries.at), desc(auditEntries.chain), desc(auditEntries.number)];
  const before = after === null ? undefined : isBefore(after);
  const among = and(byIndex, before, ...timesOf(wanted.filters));
  if (others.length === 0) {
    const rows = await tx
      .select()
      .from(auditEntries)
      .where(among)
      .orderBy(...order)
      .limit(limit + 1);
    return pageOf(rows, limit);
  }
  const looked = tx
    .select({ ...getTableColumns(auditEntries), searched: searchedIn(wanted.withoutOperators) })
    .from(auditEntries)
    .leftJoin(accounts, eq(accounts.id, auditEntries.accountId))
    .where(among)
    .orderBy(...order)
    .limit(LOOKED_AT)
    .as("audit_entries");
  const rows = await tx
    .select()
    .from(looked)
    .where(and(...others))
    .orderBy(desc(looked.at), desc(looked.chain), desc(looked.number))
    .limit(limit + 1);
  if (rows.length > limit) return pageOf(rows, limit);
  // With less than a page found all that was looked at holds no more: the next page begins after it.
  const [last] = await tx
    .select({ at: auditEntries.at, chain: auditEntries.chain, number: auditEntries.number })
    .from(auditEntries)
    .where(among)
    .orderBy(...order)
    .offset(LOOKED_AT - 1)
    .limit(1);
  return { entries: rows, next: last ?? null, lookedBackTo: last?.at ?? null };
}

function pageOf(rows: readonly AuditEntry[], limit: number): Found {
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1) ?? null) : null, lookedBackTo: null };
}

function isBefore({ at, chain, number }: Position): SQL {
  const moment = sql`${at.toISOString()}::timestamptz`;
  return sql`(${auditEntries.at}, ${auditEntries.chain}, ${auditEntries.number}) < (${moment}, ${chain}, ${number})`;
}

function timesOf({ from, to }: Filters): SQL[] {
  return [
    ...(from === null ? [] : [gte(auditEntries.at, from)]),
    ...(to === null ? [] : [lt(auditEntries.at, to)]),
  ];
}

/** The filters in the order of how little they leave; the first one there is goes by its index. */
function conditionsOf({ chains, filters, actors }: Wanted): { byIndex: SQL | undefined; others: SQL[] } {
  const { actions, subject, words } = filters;
  const inChains = chains === null ? [] : [isOneOf(auditEntries.chain, chains)];
  const [byIndex, ...others] = [
    ...(chains?.length === 1 ? inChains : []),
    ...(subject === null ? [] : [eq(auditEntries.subject, subject)]),
    ...(actors === null ? [] : [isOneOf(auditEntries.actor, actors)]),
    ...(chains?.length === 1 ? [] : inChains),
    ...(actions === null ? [] : [isOneOf(auditEntries.action, actions)]),
  ];
  return { byIndex, others: [...others, ...words.map(holds)] };
}

function isOneOf(
  column: typeof auditEntries.chain | typeof auditEntries.actor | typeof auditEntries.action,
  values: readonly string[],
): SQL {
  return values.length === 1 && values[0] !== undefined
    ? eq(column, values[0])
    : sql`${column} = any(${sql.param([...values])}::text[])`;
}

/** What words are looked for in, made once for each entry: without operators' addresses, which could be guessed letter by letter. */
function searchedIn(withoutOperators: boolean) {
  const { actor, action, subject, address, before, after } = auditEntries;
  const who = withoutOperators
    ? sql`case when ${accounts.id} is not null and ${accounts.companyId} is null then null else ${actor} end`
    : actor;
  const fields = withoutOperators
    ? [before, after].map((column) => sql`${column} - ${sql.param([...OPERATORS_FIELDS])}::text[]`)
    : [before, after];
  return sql<string>`lower(concat_ws(e'\n', ${who}, ${accounts.name}, ${action}, ${subject}, ${address},
    (${fields[0]})::text, (${fields[1]})::text))`.as("searched");
}

/** Also as JSON writes it in before and after, where that is another text. */
function holds({ text, actions }: Word): SQL {
  const forms = new Set([text, JSON.stringify(text).slice(1, -1)]);
  const found = [...forms].map((form) => sql`searched like lower(${containing(form)})`);
  return or(...found, actions.length === 0 ? undefined : isOneOf(auditEntries.action, actions)) ?? sql`true`;
}

/** Names of those whose accounts are there, by the account's id. */
export async function namesOf(tx: Reader, entries: readonly AuditEntry[]): Promise<Map<string, string>> {
  const ids = [...new Set(entries.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(inArray(accounts.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Names of the projects whose trails entries are of, by the chain. */
export async function projectsOf(tx: Reader, entries: readonly AuditEntry[]): Promise<Map<string, string>> {
  const ids = [...new Set(entries.map(({ chain }) => chain))].filter((chain) => UUID.test(chain));
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(inArray(projects.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Number of the last entry of a chain; 0: there is none. */
export async function headOf(tx: Reader, chain: string): Promise<number> {
  const [head] = await tx
    .select({ number: auditHeads.number })
    .from(auditHeads)
    .where(eq(auditHeads.chain, chain));
  return head?.number ?? 0;
}

/** Whose trails an operator asks for. */
export interface Whose {
  /** A project's id, or part of its name. */
  readonly project: string | null;
  /** Part of the name of the company that has the project, or of the client that it is for. */
  readonly company: string | null;
  readonly partnerId: string | null;
}

/** Trails one question can be about; whoever asks for more is told to ask for less. */
export const MOST_CHAINS = 2_000;

/** The projects meant, {@link MOST_CHAINS} and one at most. */
export async function findProjects(tx: Reader, whose: Whose): Promise<string[]> {
  const { project, company, partnerId } = whose;
  const rows = await tx
    .select({ id: projects.id })
    .from(projects)
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .leftJoin(companies, eq(companies.id, accounts.companyId))
    .where(
      and(
        project === null
          ? undefined
          : UUID.test(project)
            ? eq(projects.id, project)
            : ilike(projects.name, containing(project)),
        company === null
          ? undefined
          : or(
              ilike(companies.name, containing(company)),
              sql`${projects.client} ->> 'legalName' ilike ${containing(company)}`,
            ),
        partnerId === null
          ? undefined
          : inArray(
              projects.id,
              tx
                .select({ id: credentials.projectId })
                .from(credentials)
                .where(eq(credentials.partnerId, partnerId)),
            ),
      ),
    )
    .limit(MOST_CHAINS + 1);
  return rows.map(({ id }) => id);
}
