import { and, asc, count, desc, eq, inArray, isNull, lt, lte, ne, sql } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { Language } from "../notifications/languages.ts";
import { noticeRecipients, noticeSettings, notices } from "./tables.ts";

export type Notice = typeof notices.$inferSelect;
export type NoticeSettings = Readonly<Omit<typeof noticeSettings.$inferSelect, "accountId">>;
type Reader = Pick<Database, "select">;

export const DEFAULT_SETTINGS: NoticeSettings = { language: "en", withoutMail: [] };

export async function insertNotice(
  tx: Transaction,
  notice: Notice,
  accountIds: readonly string[],
): Promise<void> {
  await tx.insert(notices).values(notice);
  if (accountIds.length === 0) return;
  await tx
    .insert(noticeRecipients)
    .values(accountIds.map((accountId) => ({ noticeId: notice.id, accountId, readAt: null })));
}

/** Ids of notices without mails yet, the oldest first. */
export async function unmailedNotices(tx: Reader, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(isNull(notices.mailedAt))
    .orderBy(asc(notices.at), asc(notices.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The notice, locked, if its mails are still to be made and nobody is making them. */
export async function claimUnmailed(tx: Transaction, id: string): Promise<Notice | null> {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.id, id), isNull(notices.mailedAt)))
    .for("update", { skipLocked: true });
  return row ?? null;
}

/** Those of other projects that say the same of the same moment, locked like it. */
export async function claimAlike(tx: Transaction, { id, kind, at, facts }: Notice): Promise<Notice[]> {
  return tx
    .select()
    .from(notices)
    .where(
      and(
        isNull(notices.mailedAt),
        eq(notices.at, at),
        eq(notices.kind, kind),
        ne(notices.id, id),
        sql`${notices.facts} = ${JSON.stringify(facts)}::jsonb`,
      ),
    )
    .orderBy(asc(notices.projectName), asc(notices.id))
    .for("update", { skipLocked: true });
}

export async function setMailed(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .update(notices)
    .set({ mailedAt: now })
    .where(inArray(notices.id, [...ids]));
}

export interface Recipient extends NoticeSettings {
  readonly email: string;
  readonly operator: boolean;
}

export async function recipientsOf(tx: Reader, noticeId: string): Promise<Recipient[]> {
  const rows = await tx
    .select({ email: accounts.email, operator: accounts.operator, settings: noticeSettings })
    .from(noticeRecipients)
    .innerJoin(accounts, eq(accounts.id, noticeRecipients.accountId))
    .leftJoin(noticeSettings, eq(noticeSettings.accountId, accounts.id))
    .where(eq(noticeRecipients.noticeId, noticeId))
    .orderBy(asc(accounts.email));
  return rows.map(({ settings, ...of }) => ({ ...of, ...(settings ?? DEFAULT_SETTINGS) }));
}

/** The provider's own people, each with the language that they have chosen. */
export async function operatorsToTell(tx: Reader): Promise<Pick<Recipient, "email" | "language">[]> {
  const rows = await tx
    .select({ email: accounts.email, language: noticeSettings.language })
    .from(accounts)
    .leftJoin(noticeSettings, eq(noticeSettings.accountId, accounts.id))
    .where(eq(accounts.operator, true))
    .orderBy(asc(accounts.email));
  return rows.map(({ email, language }) => ({ email, language: language ?? DEFAULT_SETTINGS.language }));
}

/** In which language each of these people is written to. */
export async function languagesOf(
  tx: Reader,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Language>> {
  const chosen = await tx
    .select({ id: noticeSettings.accountId, language: noticeSettings.language })
    .from(noticeSettings)
    .where(inArray(noticeSettings.accountId, [...accountIds]));
  const languages = new Map(chosen.map(({ id, language }) => [id, language]));
  return new Map(accountIds.map((id) => [id, languages.get(id) ?? DEFAULT_SETTINGS.language]));
}

/** For an account that is just made: whoever wants another language has a row. */
export async function startInLanguage(tx: Transaction, accountId: string, language: Language): Promise<void> {
  if (language === DEFAULT_SETTINGS.language) return;
  await writeSettings(tx, accountId, { ...DEFAULT_SETTINGS, language });
}

export async function deleteNoticesBefore(tx: Pick<Database, "delete">, until: Date): Promise<void> {
  await tx.delete(notices).where(lt(notices.at, until));
}

/** A person's notices, the newest first, those before one of them. */
export async function noticesOf(
  tx: Reader,
  accountId: string,
  before: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Promise<(Notice & { readonly readAt: Date | null })[]> {
  const rows = await tx
    .select({ notice: notices, readAt: noticeRecipients.readAt })
    .from(noticeRecipients)
    .innerJoin(notices, eq(notices.id, noticeRecipients.noticeId))
    .where(
      and(
        eq(noticeRecipients.accountId, accountId),
        before === null
          ? undefined
          : sql`(${notices.at}, ${notices.id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`,
      ),
    )
    .orderBy(desc(notices.at), desc(notices.id))
    .limit(limit);
  return rows.map(({ notice, readAt }) => ({ ...notice, readAt }));
}

/** How many a person hasn't read, counted up to `most`. */
export async function countUnread(tx: Reader, accountId: string, most: number): Promise<number> {
  const some = tx
    .select({ noticeId: noticeRecipients.noticeId })
    .from(noticeRecipients)
    .where(and(eq(noticeRecipients.accountId, accountId), isNull(noticeRecipients.readAt)))
    .limit(most)
    .as("some");
  const [row] = await tx.select({ count: count() }).from(some);
  return row?.count ?? 0;
}

/** @returns false if the person has no such notice */
export async function setRead(
  tx: Pick<Database, "update">,
  accountId: string,
  noticeId: string,
  now: Date,
): Promise<boolean> {
  const rows = await tx
    .update(noticeRecipients)
    .set({ readAt: sql`coalesce(${noticeRecipients.readAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(noticeRecipients.accountId, accountId), eq(noticeRecipients.noticeId, noticeId)))
    .returning({ id: noticeRecipients.noticeId });
  return rows.length === 1;
}

/** Those up to a moment: what comes while somebody reads stays unread. */
export async function setAllRead(
  tx: Pick<Database, "update" | "select">,
  accountId: string,
  until: Date,
  now: Date,
): Promise<void> {
  const some = tx.select({ id: notices.id }).from(notices).where(lte(notices.at, until));
  await tx
    .update(noticeRecipients)
    .set({ readAt: now })
    .where(
      and(
        eq(noticeRecipients.accountId, accountId),
        isNull(noticeRecipients.readAt),
        inArray(noticeRecipients.noticeId, some),
      ),
    );
}

export async function readSettings(tx: Reader, accountId: string): Promise<NoticeSettings> {
  const [row] = await tx
    .select({ language: noticeSettings.language, withoutMail: noticeSettings.withoutMail })
    .from(noticeSettings)
    .where(eq(noticeSettings.accountId, accountId));
  return row ?? DEFAULT_SETTINGS;
}

export async function writeSettings(
  tx: Transaction,
  accountId: string,
  settings: NoticeSettings,
): Promise<void> {
  await tx
    .insert(noticeSettings)
    .values({ accountId, ...settings })
    .onConflictDoUpdate({ target: noticeSettings.accountId, set: settings });
}
