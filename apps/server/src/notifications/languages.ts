/** In which mails are written; each person chooses, and has English until they do. */
export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
