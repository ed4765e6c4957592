import { z } from "zod";
import type { AuditAction } from "../audit/actions.ts";
import type { AuditEntry } from "../audit/read.ts";
import { FIELD_LABELS, WORDS } from "./words.ts";

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const entryAnswer = z.object({
  number: z.number().int().describe("In its chain, from 1 without a gap."),
  at: z.iso.datetime(),
  action: z.string(),
  title: z.string().describe("The kind of event, in words."),
  summary: z.string().describe("The event in a sentence."),
  actor: z
    .string()
    .describe(
      "An e-mail address, “partner <Partner ID>”, or “server”; to members, the provider's people are a name with the provider's.",
    ),
  name: z
    .string()
    .nullable()
    .describe("Of the person, where the account is still there and `actor` isn't a name."),
  address: z.string().describe("IP address; “gateway” or “local” for what came from there."),
  requestId: z.string(),
  subject: z.string(),
  changes: z.array(
    z.object({ field: z.string(), label: z.string(), before: value.optional(), after: value.optional() }),
  ),
});

/** @param name of the person who did it; null: unknown, or none */
export function describeEntry(entry: AuditEntry, name: string | null): z.infer<typeof entryAnswer> {
  const words = WORDS[entry.action as AuditAction];
  const did = words?.did(entry) ?? `did ${entry.action} to ${entry.subject}`;
  return {
    number: entry.number,
    at: entry.at.toISOString(),
    action: entry.action,
    title: words?.title ?? entry.action,
    summary: `${whoIn(entry.actor, name)} ${did}${placeIn(entry.address)}.`,
    actor: entry.actor,
    name,
    address: entry.address,
    requestId: entry.requestId,
    subject: entry.subject,
    changes: changesOf(entry),
  };
}

function whoIn(actor: string, name: string | null): string {
  if (name !== null) return name;
  if (actor === "server") return "Gatehouse";
  if (actor === "nobody") return "Somebody";
  return actor.startsWith("partner ") ? `Partner ${actor.slice("partner ".length)}` : actor;
}

function placeIn(address: string): string {
  if (address === "local") return "";
  return address === "gateway" ? " at the gateway" : ` from ${address}`;
}

/** Field by field in the order of their names, since the database keeps none. */
function changesOf({ before, after }: AuditEntry): z.infer<typeof entryAnswer>["changes"] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return fields.map((field) => ({
    field,
    label: FIELD_LABELS[field] ?? field,
    ...(before?.[field] === undefined ? {} : { before: before[field] }),
    ...(after?.[field] === undefined ? {} : { after: after[field] }),
  }));
}
