import type { Reader } from "../../notifications/languages.ts";
import type { Mail } from "../../notifications/queue-mail.ts";
import { writtenMail } from "../../notifications/written-mail.ts";
import type { AccountMailKind, Scene } from "./wording.ts";
import { WORDS } from "./words.ts";

/** What the texts need to know. */
export interface MailSetting {
  /** The API provider's name. */
  readonly provider: string;
  /** The portal's address as people see it, from the settings: never from a request, whose Host anyone can write. */
  readonly publicUrl: string;
}

export function confirmEmailMail(setting: MailSetting, to: Reader, token: string, goodUntil: Date): Mail {
  return { ...say(setting, to, "confirmEmail", { token }), goodUntil };
}

export function knownAddressMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "knownAddress");
}

export function resetPasswordMail(setting: MailSetting, to: Reader, token: string, goodUntil: Date): Mail {
  return { ...say(setting, to, "resetPassword", { token }), goodUntil };
}

/** By somebody who is logged in and stays so. */
export function passwordChangedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "passwordChanged");
}

/** By the link of a mail. */
export function passwordResetMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "passwordReset");
}

export function secondFactorAddedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "secondFactorAdded");
}

export function secondFactorRemovedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "secondFactorRemoved");
}

export function passkeyAddedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "passkeyAdded");
}

export function passkeyRemovedMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "passkeyRemoved");
}

export function confirmOldEndMail(
  setting: MailSetting,
  to: Reader,
  newEmail: string,
  token: string,
  goodUntil: Date,
): Mail {
  return { ...say(setting, to, "confirmOldEnd", { newEmail, token }), goodUntil };
}

export function confirmNewEndMail(setting: MailSetting, to: Reader, token: string, goodUntil: Date): Mail {
  return { ...say(setting, to, "confirmNewEnd", { token }), goodUntil };
}

export function newEndTakenMail(setting: MailSetting, to: Reader): Mail {
  return say(setting, to, "newEndTaken");
}

export function emailChangedMail(setting: MailSetting, to: Reader, newEmail: string): Mail {
  return say(setting, to, "emailChanged", { newEmail });
}

export function identityLinkedMail(setting: MailSetting, to: Reader, service: string): Mail {
  return say(setting, to, "identityLinked", { service });
}

export function signedUpByIdentityMail(setting: MailSetting, to: Reader, service: string): Mail {
  return say(setting, to, "signedUpByIdentity", { service });
}

export function identityUnlinkedMail(setting: MailSetting, to: Reader, service: string): Mail {
  return say(setting, to, "identityUnlinked", { service });
}

function say(
  { provider, publicUrl }: MailSetting,
  to: Reader,
  kind: AccountMailKind,
  facts: Partial<Omit<Scene, "provider" | "url">> = {},
): Mail {
  const scene = { token: "", newEmail: "", service: "", ...facts, provider, url: publicUrl };
  return writtenMail(to, WORDS[to.language][kind](scene), publicUrl);
}
