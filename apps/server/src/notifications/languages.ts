/** In which mails are written; each person chooses, and has English until they do. */
export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** To whom a mail goes, and in which language they want it. */
export interface Reader {
  readonly email: string;
  readonly language: Language;
}
