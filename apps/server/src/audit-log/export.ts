import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit, OPERATIONS_CHAIN } from "../audit/append.ts";
import { exportChain } from "../audit/export.ts";
import type { AuditEntry } from "../audit/read.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import type { Position } from "./cursor.ts";
import type { Filters } from "./filters.ts";
import { type Asked, type ReadLogDeps, readLog } from "./read-log.ts";
import { headOf } from "./store.ts";

/** Entries of a filtered export; more is for the whole chains. */
const MOST_FILTERED = 100_000;
const PAGE = 200;

export const NOT_A_CHAIN =
  "Part of the audit trail, as filtered. It can't be verified as a chain: export the whole chain for that.";

/**
 * The whole of a chain as it is before this export, which becomes its next entry or, for operators, one of the operations' chain. The entry
 * is there before the first line is given.
 *
 * @param into the project in whose trail the export is written down; null: the operations' trail
 * @throws {Problem} too-many-attempts
 */
export async function exportWhole(
  deps: ReadLogDeps,
  who: Who,
  what: { readonly chain: string; readonly into: string | null },
): Promise<AsyncGenerator<string>> {
  const { chain, into } = what;
  await requireExport(deps, who);
  const upTo = await inTransaction(deps.database, async (tx) => {
    const known = await headOf(tx, chain);
    const [own = 1] = await appendAudit(tx, who.origin, who.now, [
      {
        projectId: into,
        action: "audit-trail.exported",
        subject: `audit-trail:${chain}`,
        after: { chain, filtered: false },
      },
    ]);
    // In its own chain this entry is the one after the export's last, also if another came in between.
    return chain === (into ?? OPERATIONS_CHAIN) ? own - 1 : known;
  });
  return exportChain(deps.database, chain, upTo);
}

/**
 * The entries that filters leave, as JSON lines that say first of all that they are no chain.
 *
 * @throws {Problem} too-many-attempts
 */
export async function exportFiltered(
  deps: ReadLogDeps,
  who: Who,
  what: {
    readonly chains: readonly string[] | null;
    readonly namedBy: Asked["namedBy"];
    readonly filters: Filters;
    /** As asked for, to be told in the file. */
    readonly asked: Readonly<Record<string, unknown>>;
    readonly into: string | null;
  },
): Promise<AsyncGenerator<string>> {
  await requireExport(deps, who);
  await inTransaction(deps.database, (tx) =>
    appendAudit(tx, who.origin, who.now, [
      {
        projectId: what.into,
        action: "audit-trail.exported",
        subject: what.into === null ? "audit-trail" : `audit-trail:${what.into}`,
        after: { chain: what.into, filtered: true },
      },
    ]),
  );
  return filteredLines(deps, what);
}

async function* filteredLines(
  deps: ReadLogDeps,
  what: Omit<Parameters<typeof exportFiltered>[2], "into">,
): AsyncGenerator<string> {
  yield line({
    type: "filtered",
    format: "gatehouse-audit-filtered-1",
    note: NOT_A_CHAIN,
    filters: what.asked,
  });
  let count = 0;
  for (let after: Position | null = null, first = true; first || after !== null; first = false) {
    const found: Awaited<ReturnType<typeof readLog>> = await readLog(deps, { ...what, after, limit: PAGE });
    for (const entry of found.entries) yield line(entryLine(entry));
    count += found.entries.length;
    after = found.next;
    if (count >= MOST_FILTERED && after !== null) {
      yield line({ type: "end", entries: count, complete: false });
      return;
    }
  }
  yield line({ type: "end", entries: count, complete: true });
}

function entryLine({ previous, hash, at, ...entry }: AuditEntry) {
  const hashes = { previous: previous.toString("hex"), hash: hash.toString("hex") };
  return { type: "entry", ...entry, at: at.toISOString(), ...hashes };
}

async function requireExport(deps: ReadLogDeps, who: Who): Promise<void> {
  await requireAttempt(deps.database, { kind: "audit-export", of: [who.signedIn.id] }, who.now, who.origin);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
