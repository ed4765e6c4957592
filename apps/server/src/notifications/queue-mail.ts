import { randomUUIDv7 } from "node:crypto";
import type { Transaction } from "../database/database.ts";
import { mails } from "./tables.ts";

export interface Mail {
  /** One address, no display name, at most 254 letters (RFC 5321 §4.5.3.1.3 less the angle brackets). */
  readonly to: string;
  /** One line, at most `LONGEST_SUBJECT` letters. */
  readonly subject: string;
  /** Plain text, at most 10,000 letters, lines ended by \n. */
  readonly text: string;
  /** The same as a page, at most 40,000 letters; whatever people wrote is escaped in it. */
  readonly html?: string;
  /** When the mail is of no use any more; unset: five days on (RFC 5321 §4.5.4.1). */
  readonly goodUntil?: Date;
}

export const LONGEST_SUBJECT = 150;
const FIVE_DAYS_MS = 5 * 24 * 3_600_000;
const ONE_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[A-Za-z0-9.-]{1,189}$/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROL_BUT_NEWLINE = /(?!\n)[\p{Cc}]/u;

/**
 * Puts a mail into the queue, in the caller's transaction: it is sent if and only if that commits. The worker takes it from there.
 *
 * @throws {TypeError} for what could become a second recipient or a header (CR, LF, commas); rooms check input before they come here
 */
export async function queueMail(tx: Transaction, now: Date, mail: Mail): Promise<void> {
  if (mail.to.length > 254 || !ONE_ADDRESS.test(mail.to)) throw new TypeError("not one mail address");
  if (mail.subject.length > LONGEST_SUBJECT || CONTROL.test(mail.subject))
    throw new TypeError("not a mail subject");
  if (mail.text.length > 10_000 || CONTROL_BUT_NEWLINE.test(mail.text))
    throw new TypeError("not a mail text");
  if ((mail.html ?? "").length > 40_000 || CONTROL_BUT_NEWLINE.test(mail.html ?? ""))
    throw new TypeError("not a mail page");
  await tx.insert(mails).values({
    id: randomUUIDv7(),
    recipient: mail.to,
    subject: mail.subject,
    body: mail.text,
    html: mail.html ?? null,
    queuedAt: now,
    goodUntil: mail.goodUntil ?? new Date(now.getTime() + FIVE_DAYS_MS),
    dueAt: now,
  });
}
