import type { PeopleWords } from "./wording.ts";

const PUT_RIGHT = (url: string) =>
  `If this is not as it should be, have another administrator put it right at once: ${url}/operator/people`;

export const english: PeopleWords = {
  roles: { reviewer: "a reviewer", administrator: "an administrator" },
  desk: {
    added: ({ email, role, by }) => [`${email} was added to the desk as ${role}`, `by ${by}`],
    role: ({ email, role, by, askedBy }) => [
      `${email} is ${role} of the desk now`,
      askedBy === "" ? `by ${by}` : `asked for by ${askedBy} and confirmed by ${by}`,
    ],
    removed: ({ email, by }) => [`${email} was removed from the desk`, `by ${by}`],
    asked: ({ email, by }) => [`${email} is to become an administrator of the desk`, `asked for by ${by}`],
    dropped: ({ email, by, askedBy }) => [
      `${email} does not become an administrator of the desk`,
      by === askedBy ? `taken back by ${by}` : `declined by ${by}; ${askedBy} had asked for it`,
    ],
    lapsed: ({ email, askedBy }) => [
      `${email} does not become an administrator of the desk`,
      `no other administrator has confirmed within three days what ${askedBy} had asked for`,
    ],
  },
  putRight: (url, kind) =>
    kind === "asked"
      ? `It takes a second administrator, who confirms it within three days: ${url}/operator/people

Confirm it only if you have heard of it by another way than this mail, and decline it otherwise: whoever asked may have a colleague's session.`
      : PUT_RIGHT(url),
  newOperator: ({ provider, url, token }) => ({
    subject: `You are an operator at ${provider} now`,
    text: `An administrator of the desk of ${provider} has made an account with this e-mail address.

To choose your password, open this link within three days:

${url}/reset-password#token=${token}
`,
  }),
  ownRole: ({ provider, role }) => ({
    subject: `You are ${role} at ${provider} now`,
    text: `What you may do at the desk of ${provider} was changed by its administrators: you are ${role} from now on.

If this is not as it should be, tell another administrator.
`,
  }),
  ownRemoval: ({ provider }) => ({
    subject: `You are no operator at ${provider} any more`,
    text: `An administrator of the desk of ${provider} has removed your account there. All its sessions were ended.

If this is not as it should be, tell the other administrators.
`,
  }),
  secondFactorReset: ({ provider, url }) => ({
    subject: `The second factor of your account at ${provider} was reset`,
    text: `${provider} has taken authenticator app, recovery codes and passkeys off your account, because it was told that you have lost them. All its sessions were ended.

Log in with your password and add a new second factor on the page of your account: ${url}/account

If you didn't ask for this, choose a new password at once and write to ${provider}: ${url}/forgot-password
`,
  }),
  recoveryCodesRenewed: ({ provider, url }) => ({
    subject: `New recovery codes for your account at ${provider}`,
    text: `New recovery codes were made for your account at ${provider}. The old ones are void.

If it was not you, choose a new password at once and write to ${provider}: ${url}/forgot-password
`,
  }),
  recoveryCodeUsed: ({ provider, url, left }) => ({
    subject: `A recovery code was used at ${provider}`,
    text: `Someone, most likely you, used a recovery code of your account at ${provider} instead of the authenticator app. ${left === 0 ? "None is left" : left === 1 ? "One is left" : `${left} are left`}.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
  emailChangeCancelled: ({ provider, url, newEmail }) => ({
    subject: `The address of your account at ${provider} stays`,
    text: `Whoever is logged in to your account at ${provider} has dropped the change of its e-mail address to

${newEmail}

The links that were sent to both addresses do nothing any more. You log in as before.

If it was not you, choose a new password at once: ${url}/forgot-password
`,
  }),
};
