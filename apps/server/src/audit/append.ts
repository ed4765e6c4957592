import { eq, sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { AUDIT_ACTIONS, type AuditAction } from "./actions.ts";
import { type HashedEntry, hashEntry, NO_PREDECESSOR } from "./hash-entry.ts";
import { type AuditFields, type AuditValue, auditEntries, auditHeads } from "./tables.ts";

/** Who did something and from where, as http/signed-in gives it. */
export interface AuditOrigin {
  readonly accountId: string | null;
  readonly actor: string;
  readonly address: string;
  readonly requestId: string;
}

/**
 * The server by itself, when nobody asked.
 *
 * @param task what it was about, in place of a request's id
 */
export function byServer(task: string): AuditOrigin {
  return { accountId: null, actor: "server", address: "local", requestId: task };
}

type FieldsOf<Action extends AuditAction> = Readonly<
  Partial<Record<(typeof AUDIT_ACTIONS)[Action][number], AuditValue>>
>;

/** One event, with fields that the list of actions allows it. */
export type AuditEvent = {
  [Action in AuditAction]: {
    /** A project's id, or null for what belongs to no project. */
    readonly projectId: string | null;
    readonly action: Action;
    /** What it happened to, e.g. `client-encryption-key:<id>`. */
    readonly subject: string;
    readonly before?: FieldsOf<Action>;
    readonly after?: FieldsOf<Action>;
  };
}[AuditAction];

/** Chain of what belongs to no project. */
export const OPERATIONS_CHAIN = "operations";

/**
 * Appends events to their chains, in the caller's transaction: what isn't committed isn't written, and the other way round. Locks the
 * head of each chain, so entries of a project follow each other without a fork.
 *
 * @returns each event's number in its chain
 * @throws {Error} for a field that the list of actions doesn't allow, since types can be got round
 */
export async function appendAudit(
  tx: Pick<Database, "select" | "insert" | "update">,
  origin: AuditOrigin,
  now: Date,
  events: readonly AuditEvent[],
): Promise<number[]> {
  const numbers: number[] = [];
  for (const event of events) {
    requireAllowed(event.action, event.before, event.after);
    const chain = event.projectId ?? OPERATIONS_CHAIN;
    await tx.insert(auditHeads).values({ chain, number: 0, hash: NO_PREDECESSOR }).onConflictDoNothing();
    const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.chain, chain)).for("update");
    if (head === undefined) throw new Error(`audit chain ${chain} has no head`);
    const entry: HashedEntry = {
      chain,
      number: head.number + 1,
      at: now.toISOString(),
      actor: origin.actor,
      accountId: origin.accountId,
      address: origin.address,
      requestId: origin.requestId,
      action: event.action,
      subject: event.subject,
      before: event.before ?? null,
      after: event.after ?? null,
    };
    const hash = hashEntry(entry, head.hash);
    await tx
      .insert(auditEntries)
      .values({ ...entry, at: sql`${entry.at}::timestamptz`, previous: head.hash, hash });
    await tx.update(auditHeads).set({ number: entry.number, hash }).where(eq(auditHeads.chain, chain));
    numbers.push(entry.number);
  }
  return numbers;
}

function requireAllowed(action: AuditAction, ...fields: readonly (AuditFields | undefined)[]): void {
  const allowed: readonly string[] = AUDIT_ACTIONS[action];
  for (const name of fields.flatMap((some) => Object.keys(some ?? {}))) {
    if (!allowed.includes(name))
      throw new Error(`the audit trail doesn't take the field ${name} of ${action}`);
  }
}
