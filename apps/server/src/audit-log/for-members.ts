import type { ProvidersPeople } from "../accounts/providers-people.ts";
import type { AuditEntry } from "../audit/read.ts";
import type { AuditFields } from "../audit/tables.ts";

/** Fields in the trails of projects that hold an operator's e-mail address. */
export const OPERATORS_FIELDS: readonly string[] = ["assignee", "askedBy"];

/** An entry as a project's members see it. Its hash is of what the whole trail holds. */
export function forMembers(entry: AuditEntry, people: ProvidersPeople): AuditEntry {
  return {
    ...entry,
    actor: people.byAccount(entry.accountId) ?? entry.actor,
    before: named(entry.before, people),
    after: named(entry.after, people),
  };
}

function named(fields: AuditFields | null, people: ProvidersPeople): AuditFields | null {
  if (fields === null) return null;
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      OPERATORS_FIELDS.includes(field) && typeof value === "string" ? people.byAddress(value) : value,
    ]),
  );
}
