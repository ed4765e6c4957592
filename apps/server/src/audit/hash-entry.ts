import { createHash } from "node:crypto";
import type { AuditFields } from "./tables.ts";

/** What the first entry of a chain has in place of a hash before it. */
export const NO_PREDECESSOR = Buffer.alloc(32);

export interface HashedEntry {
  readonly chain: string;
  readonly number: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly accountId: string | null;
  readonly address: string;
  readonly requestId: string;
  readonly action: string;
  readonly subject: string;
  readonly before: AuditFields | null;
  readonly after: AuditFields | null;
}

/**
 * SHA-256 over the hash before and the entry as one JSON array in this order, fields of before and after sorted by name: a form that
 * another program can make again from an export.
 */
export function hashEntry(entry: HashedEntry, previous: Buffer): Buffer {
  const form = JSON.stringify([
    entry.chain,
    entry.number,
    entry.at,
    entry.actor,
    entry.accountId,
    entry.address,
    entry.requestId,
    entry.action,
    entry.subject,
    sorted(entry.before),
    sorted(entry.after),
  ]);
  return createHash("sha256").update(previous).update(form, "utf8").digest();
}

function sorted(fields: AuditFields | null): [string, string | number | boolean | null][] | null {
  return fields === null ? null : Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}
