import type { Mail } from "../notifications/queue-mail.ts";

/** What the texts need to know. */
export interface MailSetting {
  /** The API provider's name. */
  readonly provider: string;
  /** The portal's address as people see it, from the settings: never from a request, whose Host anyone can write. */
  readonly publicUrl: string;
}

/*
 * No text repeats what was typed at sign-up: the address may be a stranger's, and a name is room for a message to them.
 */

export function confirmEmailMail(setting: MailSetting, to: string, token: string, goodUntil: Date): Mail {
  return {
    to,
    subject: `Confirm your e-mail address for ${setting.provider}`,
    text: `Someone, most likely you, signed up at ${setting.provider} with this e-mail address.

To confirm the address and go on, open this link within 24 hours:

${setting.publicUrl}/confirm-email#token=${token}

If it was not you, do nothing: without the link no account is made.
`,
    goodUntil,
  };
}

export function knownAddressMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `You already have an account at ${setting.provider}`,
    text: `Someone, most likely you, signed up at ${setting.provider} with this e-mail address. It has an account already, and nothing was changed.

Log in: ${setting.publicUrl}/log-in
Choose a new password: ${setting.publicUrl}/forgot-password

If it was not you, do nothing.
`,
  };
}

export function resetPasswordMail(setting: MailSetting, to: string, token: string, goodUntil: Date): Mail {
  return {
    to,
    subject: `Choose a new password for ${setting.provider}`,
    text: `Someone, most likely you, asked for a new password at ${setting.provider}.

To choose one, open this link within an hour:

${setting.publicUrl}/reset-password#token=${token}

If it was not you, do nothing: your password stays as it is.
`,
    goodUntil,
  };
}

export function passwordChangedMail(setting: MailSetting, to: string, ended: "all" | "others" = "all"): Mail {
  return {
    to,
    subject: `Your password for ${setting.provider} was changed`,
    text: `The password of your account at ${setting.provider} was changed, and ${ended === "all" ? "all its sessions" : "all sessions but the one that did it"} were ended. Links that were mailed before are void, and so is a change of the address that waited.

If it was not you, choose a new password at once: ${setting.publicUrl}/forgot-password
`,
  };
}

export function secondFactorAddedMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `An authenticator app is asked for at ${setting.provider} now`,
    text: `From now on a log-in to your account at ${setting.provider} asks for a code of the authenticator app that was set up. Its other sessions were ended.

Keep the recovery codes where you find them without the app.

If it was not you, choose a new password at once and write to ${setting.provider}: ${setting.publicUrl}/forgot-password
`,
  };
}

export function secondFactorRemovedMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `No authenticator app is asked for at ${setting.provider} any more`,
    text: `The authenticator app of your account at ${setting.provider} was removed: a log-in asks for the password alone.

If it was not you, choose a new password at once: ${setting.publicUrl}/forgot-password
`,
  };
}

export function passkeyAddedMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `A passkey opens your account at ${setting.provider} now`,
    text: `A passkey was added to your account at ${setting.provider}. Whoever has the device that keeps it, and its PIN, finger or face, gets in without a password.

If it was not you, choose a new password at once, then remove the passkey on the page of your account: ${setting.publicUrl}/forgot-password
`,
  };
}

export function passkeyRemovedMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `A passkey was removed from your account at ${setting.provider}`,
    text: `A passkey of your account at ${setting.provider} was removed and opens it no more.

If it was not you, choose a new password at once: ${setting.publicUrl}/forgot-password
`,
  };
}

export function confirmOldEndMail(
  setting: MailSetting,
  to: string,
  newEmail: string,
  token: string,
  goodUntil: Date,
): Mail {
  return {
    to,
    subject: `Is the address of your account at ${setting.provider} to change?`,
    text: `Whoever is logged in to your account at ${setting.provider} wants its e-mail address to become:

${newEmail}

If that is you, open this link within 24 hours, and the one that was sent to the new address:

${setting.publicUrl}/confirm-email-change#token=${token}

If it was not you, do not open it, and choose a new password at once: ${setting.publicUrl}/forgot-password
`,
    goodUntil,
  };
}

export function confirmNewEndMail(setting: MailSetting, to: string, token: string, goodUntil: Date): Mail {
  return {
    to,
    subject: `Confirm your new e-mail address for ${setting.provider}`,
    text: `Someone, most likely you, wants to use this e-mail address for their account at ${setting.provider}.

To confirm it, open this link within 24 hours, and the one that was sent to the address until now:

${setting.publicUrl}/confirm-email-change#token=${token}

If it was not you, do nothing: the address is not used.
`,
    goodUntil,
  };
}

export function newEndTakenMail(setting: MailSetting, to: string): Mail {
  return {
    to,
    subject: `Somebody wants to use your address at ${setting.provider}`,
    text: `Somebody who has another account at ${setting.provider} wants to use this e-mail address for it. It has an account already, and nothing was changed.

If it was not you, do nothing.
`,
  };
}

export function emailChangedMail(setting: MailSetting, to: string, newEmail: string): Mail {
  return {
    to,
    subject: `The address of your account at ${setting.provider} was changed`,
    text: `Both mailboxes have agreed: the e-mail address of your account at ${setting.provider} is now

${newEmail}

If it was not you, write to ${setting.provider} at once.
`,
  };
}

export function identityLinkedMail(setting: MailSetting, to: string, service: string): Mail {
  return {
    to,
    subject: `${service} opens your account at ${setting.provider} now`,
    text: `An identity at ${service} was linked to your account at ${setting.provider}. Whoever logs in there as that identity gets in here, besides your password.

If it was not you, choose a new password at once, then unlink the identity on the page of your account: ${setting.publicUrl}/forgot-password
`,
  };
}

export function signedUpByIdentityMail(setting: MailSetting, to: string, service: string): Mail {
  return {
    to,
    subject: `Your account at ${setting.provider}`,
    text: `An account was made at ${setting.provider} with this e-mail address, which ${service} has verified. Whoever logs in there as that identity gets in here.

It has no password yet. To log in without ${service} as well, and to change how your account is opened, choose one: ${setting.publicUrl}/forgot-password

If it was not you, choose a password, log in with it and unlink the identity on the page of the account: ${setting.publicUrl}/account
`,
  };
}

export function identityUnlinkedMail(setting: MailSetting, to: string, service: string): Mail {
  return {
    to,
    subject: `${service} does not open your account at ${setting.provider} any more`,
    text: `The identity at ${service} that was linked to your account at ${setting.provider} was unlinked. Your password opens it as before.

If it was not you, choose a new password at once: ${setting.publicUrl}/forgot-password
`,
  };
}
