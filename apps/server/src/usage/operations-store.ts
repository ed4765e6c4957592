import { and, asc, desc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import { credentials } from "../credentials/tables.ts";
import type { Database } from "../database/database.ts";
import { usageOperations } from "./tables.ts";

type Reader = Pick<Database, "select">;

const table = usageOperations;
const whole = (part: SQL) => sql`coalesce(${part}, 0)`.mapWith(Number);
const SUMS = {
  calls: whole(sql`sum(${table.calls})`),
  refused: whole(sql`sum(${table.calls}) filter (where ${table.statusClass} = 4)`),
  failed: whole(sql`sum(${table.calls}) filter (where ${table.statusClass} = 5)`),
  encrypted: whole(sql`sum(${table.calls}) filter (where ${table.encrypted})`),
  milliseconds: whole(sql`sum(${table.milliseconds})`),
};

/** Sums over the calls of an operation. */
export interface OperationSums {
  readonly operation: string;
  readonly calls: number;
  readonly refused: number;
  readonly failed: number;
  readonly encrypted: number;
  readonly milliseconds: number;
}

interface OfEnvironment {
  readonly projectId: string;
  readonly environmentId: string;
}

/** Of credentials that are deleted as well: their calls have been made. */
function ofEnvironment(tx: Reader, { projectId, environmentId }: OfEnvironment, since: Date) {
  const own = tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(eq(credentials.environmentId, environmentId));
  return and(eq(table.projectId, projectId), gte(table.hour, since), inArray(table.credentialId, own));
}

/** Over all operations, listed or not. */
const OF_ALL = {
  allCalls: whole(sql`sum(sum(${table.calls})) over ()`),
  operations: whole(sql`count(*) over ()`),
};

/** Calls of each operation in an environment, those called most first; each row says as well how many calls and operations there are in all. */
export async function callsByOperation(
  tx: Reader,
  of: OfEnvironment,
  since: Date,
  most: number,
): Promise<(OperationSums & { readonly allCalls: number; readonly operations: number })[]> {
  return tx
    .select({ operation: table.operation, ...SUMS, ...OF_ALL })
    .from(table)
    .where(ofEnvironment(tx, of, since))
    .groupBy(table.operation)
    .orderBy(desc(sql`sum(${table.calls})`), asc(table.operation))
    .limit(most);
}

/** The same by the UTC day, the newest day first. */
export async function callsByDayAndOperation(
  tx: Reader,
  of: OfEnvironment,
  since: Date,
  most: number,
): Promise<(OperationSums & { readonly day: string })[]> {
  const day = sql<string>`to_char(${table.hour} at time zone 'UTC', 'YYYY-MM-DD')`;
  return tx
    .select({ day, operation: table.operation, ...SUMS })
    .from(table)
    .where(ofEnvironment(tx, of, since))
    .groupBy(sql`1`, table.operation)
    .orderBy(desc(sql`1`), desc(sql`sum(${table.calls})`), asc(table.operation))
    .limit(most);
}
