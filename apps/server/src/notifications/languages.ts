import type { Database } from "../database/database.ts";

/** In which mails are written; each person chooses, and has English until they do. */
export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** To whom a mail goes, and in which language they want it. */
export interface Reader {
  readonly email: string;
  readonly language: Language;
}

/** In which language each of these people is written to: their choice rests in a room above those that mail them. */
export type LanguagesOf = (
  tx: Pick<Database, "select">,
  accountIds: readonly string[],
) => Promise<ReadonlyMap<string, Language>>;
