import type { Reader } from "../../notifications/languages.ts";
import type { Mail } from "../../notifications/queue-mail.ts";
import { writtenMail } from "../../notifications/written-mail.ts";
import type { OperatorRole } from "../../permissions.ts";
import type { MailSetting } from "../account-mails/mails.ts";
import type { DeskChangeKind, PeopleWords, Scene } from "./wording.ts";
import { WORDS } from "./words.ts";

/** Who came to the desk, got another role there, is to get one, or went. */
export interface DeskChange {
  readonly kind: DeskChangeKind;
  readonly email: string;
  readonly role: OperatorRole;
  /** Mail address of the administrator who did it; empty: time did. */
  readonly by: string;
  /** Of the one who had asked for it, where it takes two. */
  readonly askedBy?: string;
}

export function deskChangedMail(
  { provider, publicUrl }: MailSetting,
  to: Reader,
  { kind, email, role, by, askedBy = "" }: DeskChange,
): Mail {
  const { desk, roles, putRight } = WORDS[to.language];
  const [what, through] = desk[kind]({ email, role: roles[role], by, askedBy });
  const subject = `${what} (${provider})`;
  const text = `${what}, ${through}.\n\n${putRight(publicUrl, kind)}\n`;
  return writtenMail(to, { subject, text }, publicUrl);
}

export function newOperatorMail(setting: MailSetting, to: Reader, token: string, goodUntil: Date): Mail {
  return { ...say(setting, to, "newOperator", { token }), goodUntil };
}

export function operatorRoleMail(setting: MailSetting, to: Reader, role: OperatorRole): Mail {
  return say(setting, to, "ownRole", { role: WORDS[to.language].roles[role] });
}

export function operatorRemovedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "ownRemoval", {});
}

export function secondFactorResetMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "secondFactorReset", {});
}

export function emailChangeCancelledMail(setting: MailSetting, to: Reader, newEmail: string): Mail {
  return say(setting, to, "emailChangeCancelled", { newEmail });
}

export function recoveryCodesRenewedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "recoveryCodesRenewed", {});
}

/** @param left how many codes are left */
export function recoveryCodeUsedMail(setting: MailSetting, to: Reader, left: number): Mail {
  return say(setting, to, "recoveryCodeUsed", { left });
}

function say(
  { provider, publicUrl }: MailSetting,
  to: Reader,
  kind: Exclude<keyof PeopleWords, "roles" | "desk" | "putRight">,
  facts: Partial<Omit<Scene, "provider" | "url">>,
): Mail {
  const scene = { role: "", token: "", newEmail: "", left: 0, ...facts, provider, url: publicUrl };
  return writtenMail(to, WORDS[to.language][kind](scene), publicUrl);
}
