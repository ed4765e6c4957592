import type { AccountWords } from "./wording.ts";

export const english: AccountWords = {
  confirmEmail: ({ provider, url, token }) => ({
    subject: `Confirm your e-mail address for ${provider}`,
    text: `Someone, most likely you, signed up at ${provider} with this e-mail address.

To confirm the address and go on, open this link within 24 hours:

${url}/confirm-email#token=${token}

If it was not you, do nothing: without the link no account is made.
`,
  }),
  knownAddress: ({ provider, url }) => ({
    subject: `You already have an account at ${provider}`,
    text: `Someone, most likely you, signed up at ${provider} with this e-mail address. It has an account already, and nothing was changed.

Log in: ${url}/log-in
Choose a new password: ${url}/forgot-password

If it was not you, do nothing.
`,
  }),
  resetPassword: ({ provider, url, token }) => ({
    subject: `Choose a new password for ${provider}`,
    text: `Someone, most likely you, asked for a new password at ${provider}.

To choose one, open this link within an hour:

${url}/reset-password#token=${token}

If it was not you, do nothing: your password stays as it is.
`,
  }),
  passwordChanged: ({ provider, url }) => ({
    subject: `Your password for ${provider} was changed`,
    text: `The password of your account at ${provider} was changed, and all sessions but the one that did it were ended. Links that were mailed before are void, and so is a change of the address that waited.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
  passwordReset: ({ provider, url }) => ({
    subject: `Your password for ${provider} was changed`,
    text: `The password of your account at ${provider} was changed, and all its sessions were ended. Links that were mailed before are void, and so is a change of the address that waited.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
  secondFactorAdded: ({ provider, url }) => ({
    subject: `An authenticator app is asked for at ${provider} now`,
    text: `From now on a log-in to your account at ${provider} asks for a code of the authenticator app that was set up. Its other sessions were ended.

Keep the recovery codes where you find them without the app.

If it was not you, choose a new password at once and write to ${provider}: ${url}/forgot-password
`,
  }),
  secondFactorRemoved: ({ provider, url }) => ({
    subject: `No authenticator app is asked for at ${provider} any more`,
    text: `The authenticator app of your account at ${provider} was removed: a log-in asks for the password alone.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
  passkeyAdded: ({ provider, url }) => ({
    subject: `A passkey opens your account at ${provider} now`,
    text: `A passkey was added to your account at ${provider}. Whoever has the device that keeps it, and its PIN, finger or face, gets in without a password.

If it was not you, choose a new password at once, then remove the passkey on the page of your account: ${url}/forgot-password
`,
  }),
  passkeyRemoved: ({ provider, url }) => ({
    subject: `A passkey was removed from your account at ${provider}`,
    text: `A passkey of your account at ${provider} was removed and opens it no more.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
  confirmOldEnd: ({ provider, url, token, newEmail }) => ({
    subject: `Is the address of your account at ${provider} to change?`,
    text: `Whoever is logged in to your account at ${provider} wants its e-mail address to become:

${newEmail}

If that is you, open this link within 24 hours, and the one that was sent to the new address:

${url}/confirm-email-change#token=${token}

If it was not you, do not open it, and choose a new password at once: ${url}/forgot-password
`,
  }),
  confirmNewEnd: ({ provider, url, token }) => ({
    subject: `Confirm your new e-mail address for ${provider}`,
    text: `Someone, most likely you, wants to use this e-mail address for their account at ${provider}.

To confirm it, open this link within 24 hours, and the one that was sent to the address until now:

${url}/confirm-email-change#token=${token}

If it was not you, do nothing: the address is not used.
`,
  }),
  newEndTaken: ({ provider }) => ({
    subject: `Somebody wants to use your address at ${provider}`,
    text: `Somebody who has another account at ${provider} wants to use this e-mail address for it. It has an account already, and nothing was changed.

If it was not you, do nothing.
`,
  }),
  emailChanged: ({ provider, newEmail }) => ({
    subject: `The address of your account at ${provider} was changed`,
    text: `Both mailboxes have agreed: the e-mail address of your account at ${provider} is now

${newEmail}

If it was not you, write to ${provider} at once.
`,
  }),
  identityLinked: ({ provider, url, service }) => ({
    subject: `${service} opens your account at ${provider} now`,
    text: `An identity at ${service} was linked to your account at ${provider}. Whoever logs in there as that identity gets in here, besides your password.

If it was not you, choose a new password at once, then unlink the identity on the page of your account: ${url}/forgot-password
`,
  }),
  signedUpByIdentity: ({ provider, url, service }) => ({
    subject: `Your account at ${provider}`,
    text: `An account was made at ${provider} with this e-mail address, which ${service} has verified. Whoever logs in there as that identity gets in here.

It has no password yet. To log in without ${service} as well, and to change how your account is opened, choose one: ${url}/forgot-password

If it was not you, choose a password, log in with it and unlink the identity on the page of the account: ${url}/account
`,
  }),
  identityUnlinked: ({ provider, url, service }) => ({
    subject: `${service} does not open your account at ${provider} any more`,
    text: `The identity at ${service} that was linked to your account at ${provider} was unlinked. Your password opens it as before.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
};
