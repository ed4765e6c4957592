import { z } from "zod";
import { AUDIT_ACTIONS, type AuditAction } from "../audit/actions.ts";
import { readCursor } from "./cursor.ts";
import { WORDS } from "./words.ts";

const ACTIONS = Object.keys(AUDIT_ACTIONS) as AuditAction[];
const MOST_ACTIONS = 20;
/** Words of a search that are looked for; each must be found. */
const MOST_WORDS = 5;

/** What entries are wanted. */
export interface Filters {
  readonly actions: readonly string[] | null;
  readonly actor: string | null;
  readonly subject: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  /** All of them must be in an entry. */
  readonly words: readonly Word[];
}

export interface Word {
  readonly text: string;
  /** Actions that are called so in words, whatever else their entries hold. */
  readonly actions: readonly string[];
}

/** `name.*` stands for all actions that begin so. */
const actionField = z
  .string()
  .max(64, "There is no such event.")
  .refine((asked) => actionsLike(asked).length > 0, "There is no such event.");

const momentField = z.iso.datetime({ offset: true, error: "Give a moment as ISO 8601, with its zone." });

/** How entries are filtered, in the query of an address. */
export const filterFields = z.object({
  action: z
    .union([actionField, z.array(actionField).max(MOST_ACTIONS, `Ask for ${MOST_ACTIONS} events at most.`)])
    .optional()
    .describe(
      "A kind of event, e.g. `credential.revealed`, or a group, e.g. `credential.*`; may be repeated.",
    ),
  actor: z
    .string()
    .trim()
    .min(1)
    .max(254)
    .optional()
    .describe(
      "Exactly as entries show it: an e-mail address, to members the name of one of the provider's people.",
    ),
  subject: z.string().trim().min(1).max(300).optional().describe("E.g. `mastercard-encryption-key:<id>`."),
  from: momentField.optional().describe("Not before this moment."),
  to: momentField.optional().describe("Before this moment."),
  q: z
    .string()
    .trim()
    .min(3, "Search for 3 letters or more.")
    .max(100, "Search for 100 letters at most.")
    .optional()
    .describe("Words that must all be in the entry: actor, name, event, subject, address, before and after."),
});

/** Where a list goes on. */
export const pageFields = z.object({
  cursor: z
    .string()
    .max(300)
    .refine((text) => readCursor(text) !== null, "This is no place in the list: begin without a cursor.")
    .optional()
    .describe("`nextCursor` of the page before."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export function filtersOf(asked: z.infer<typeof filterFields>): Filters {
  const { action, actor, subject, from, to, q } = asked;
  return {
    actions: action === undefined ? null : [...new Set([action].flat().flatMap(actionsLike))],
    // Addresses of accounts are in lower case; other actors are written like that as well.
    actor: actor?.toLowerCase() ?? null,
    subject: subject ?? null,
    from: from === undefined ? null : new Date(from),
    to: to === undefined ? null : new Date(to),
    words: wordsOf(q ?? ""),
  };
}

function wordsOf(text: string): Word[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  // More words than are looked for one by one are looked for as they stand.
  const kept = words.length > MOST_WORDS ? [text] : words;
  return kept.map((word) => ({
    text: word,
    actions: ACTIONS.filter((action) => WORDS[action].title.toLowerCase().includes(word.toLowerCase())),
  }));
}

function actionsLike(asked: string): AuditAction[] {
  if (!asked.endsWith(".*")) return ACTIONS.filter((action) => action === asked);
  const beginning = asked.slice(0, -1);
  return ACTIONS.filter((action) => action.startsWith(beginning));
}
