import type { AuditAction } from "../audit/actions.ts";
import type { AuditFields, AuditValue } from "../audit/tables.ts";

/** What is read of an entry to put it into words. */
export interface Worded {
  readonly action: string;
  readonly subject: string;
  readonly before: AuditFields | null;
  readonly after: AuditFields | null;
}

interface Words {
  /** For lists of kinds of events. */
  readonly title: string;
  /** What somebody did, to follow their name: past tense, no full stop. */
  readonly did: (entry: Worded) => string;
}

const LIMITS: Readonly<Record<string, string>> = {
  "log-in": "wrong passwords for one account from one source",
  "log-in-account": "wrong passwords for one account",
  "log-in-source": "wrong passwords from one source",
  "log-in-all": "log-ins from one source",
  "confirm-email": "wrong passwords with one confirmation link",
  "link-source": "guesses at links from one source",
  "passkey-source": "challenges for passkeys from one source",
  "identity-source": "ways to the identity service from one source",
  "second-factor": "codes of the app for one account",
  "password-again": "wrong passwords while logged in",
  "sign-up-source": "sign-ups from one source",
  "forgot-password-source": "requests for a new password from one source",
  "mail-from-source": "mails to one address, asked for from one source",
  mail: "mails to one address",
  rehearsal: "rehearsals by one account",
  invitation: "invitations by one account",
  "audit-export": "exports of the audit trail by one account",
};

const PASSKEY_REFUSALS: Readonly<Record<string, string>> = {
  unknown: "it is nobody’s here",
  challenge: "the answer was to no challenge of the moment",
  signature: "what was signed isn’t right",
  counter: "its count didn’t go up, as with a copy of the key",
};

const REHEARSAL_FAILURES: Readonly<Record<string, string>> = {
  "wrong-answer": "the answer was wrong",
  "too-late": "the answer came too late",
  "answered-before": "it was answered before",
  unknown: "there was no such rehearsal of this key",
};

/** Why a scheduled activation was refused. */
const SCHEDULE_REFUSALS: Readonly<Record<string, string>> = {
  "key-revoked": "it was revoked",
  "activating-expired-key": "it had expired",
  "key-not-proven": "nobody had proven it",
};

/** Every action in words. */
export const WORDS: Readonly<Record<AuditAction, Words>> = {
  "project.created": {
    title: "Project created",
    did: ({ after }) => `created the project ${named(after?.name)}`,
  },

  "project.edited": {
    title: "Project edited",
    did: ({ before, after }) =>
      before?.name === after?.name
        ? "changed the details of the project"
        : `renamed the project ${named(before?.name)} to ${named(after?.name)}`,
  },
  "project.archived": { title: "Project archived", did: () => "archived the project" },
  "project.brought-back": { title: "Project brought back", did: () => "brought the project back" },
  "project.deleted": {
    title: "Project deleted",
    did: ({ before }) =>
      `deleted the project ${named(before?.name)}, which stopped all its credentials and keys`,
  },
  "account.project-limit-changed": {
    title: "Limit of projects changed",
    did: ({ after }) => `set the projects that ${after?.email} may hold to ${after?.projects}`,
  },

  "member.invited": {
    title: "Member invited",
    did: ({ after }) => `invited ${after?.email} as ${role(after)}`,
  },
  "member.invitation-resent": {
    title: "Invitation sent again",
    did: ({ after }) => `sent the invitation of ${after?.email} again`,
  },
  "member.invitation-withdrawn": {
    title: "Invitation withdrawn",
    did: ({ before }) => `withdrew the invitation of ${before?.email}`,
  },
  "member.joined": {
    title: "Member joined",
    did: ({ after }) => `joined the project as ${role(after)}`,
  },
  "member.role-changed": {
    title: "Role changed",
    did: ({ after }) => `made ${after?.email} ${role(after)}`,
  },
  "member.removed": {
    title: "Member removed",
    did: ({ before }) => `removed ${before?.email} from the project`,
  },
  "member.left": {
    title: "Member left",
    did: () => "left the project",
  },

  "credential.created": {
    title: "Credentials created",
    did: ({ after }) => `created credentials with Partner ID ${after?.partnerId}`,
  },
  "credential.revealed": {
    title: "Secrets shown",
    did: ({ after }) =>
      after === null ? "looked at secrets" : `looked at the secrets of Partner ID ${after.partnerId}`,
  },
  "credential.secret-changed": {
    title: "Secret changed through the API",
    did: ({ after }) =>
      `changed the Partner Secret through the API; the old one ${after?.immediate === true ? "stopped at once" : "works for 30 more days"}`,
  },
  "credential.secret-rotated": {
    title: "Secret rotated",
    did: ({ after }) =>
      `rotated the secret of Partner ID ${after?.partnerId}; the old one ${after?.overlapHours === 0 ? "stopped at once" : `works for ${counted(after?.overlapHours, "more hour")}`}`,
  },
  "credential.overlap-ended": {
    title: "Old secrets stopped",
    did: ({ after }) => `stopped the old secrets of Partner ID ${after?.partnerId}`,
  },
  "credential.deleted": {
    title: "Credentials deleted",
    did: ({ before }) => `deleted the credentials with Partner ID ${before?.partnerId}`,
  },

  "client-encryption-key.created": {
    title: "Client key created",
    did: (entry) => `created Client key ${kid(entry)}`,
  },
  "client-encryption-key.revoked": {
    title: "Client key revoked",
    did: (entry) => `revoked Client key ${kid(entry)}`,
  },
  "client-encryption-key.restore-asked": {
    title: "Bringing a key back asked for",
    did: (it) => `asked for the revoked Client Encryption Key ${kid(it)} to be brought back`,
  },
  "client-encryption-key.restore-dropped": {
    title: "Bringing a key back dropped",
    did: (it) => `dropped bringing back the revoked Client Encryption Key ${kid(it)}`,
  },
  "client-encryption-key.restored": {
    title: "Client key brought back",
    did: (entry) => `brought the revoked Client key ${kid(entry)} back: ${named(entry.after?.reason)}`,
  },
  "client-encryption-key.compromised": {
    title: "Client key reported as compromised",
    did: (entry) => `reported Client key ${kid(entry)} as compromised, which revoked it`,
  },
  "client-encryption-key.destroyed": {
    title: "Private half destroyed",
    did: (entry) => `destroyed the private half of the revoked Client key ${kid(entry)}`,
  },
  "client-encryption-key.reminded": {
    title: "Reminder of a Client key",
    did: (entry) => `reminded the members that Client key ${kid(entry)} expires within ${days(entry)}`,
  },

  "mastercard-encryption-key.added": {
    title: "Mastercard key added",
    did: (entry) => `added Mastercard key ${alias(entry)}`,
  },
  "mastercard-encryption-key.rehearsal-begun": {
    title: "Rehearsal begun",
    did: (entry) => `began a rehearsal of Mastercard key ${alias(entry)}`,
  },
  "mastercard-encryption-key.rehearsal-failed": {
    title: "Rehearsal failed",
    did: (entry) =>
      `failed a rehearsal of Mastercard key ${alias(entry)}: ${REHEARSAL_FAILURES[String(entry.after?.reason)] ?? entry.after?.reason}`,
  },
  "mastercard-encryption-key.proven": {
    title: "Key proven in a rehearsal",
    did: (entry) => `proved Mastercard key ${alias(entry)} in a rehearsal`,
  },
  "mastercard-encryption-key.activated": {
    title: "Mastercard key activated",
    did: (entry) =>
      typeof entry.before?.activeAlias === "string"
        ? `activated Mastercard key ${alias(entry)} in place of ${named(entry.before.activeAlias)}`
        : `activated Mastercard key ${alias(entry)}`,
  },
  "mastercard-encryption-key.activation-scheduled": {
    title: "Activation scheduled",
    did: (entry) => `scheduled the activation of Mastercard key ${alias(entry)} for ${utc(entry.after?.at)}`,
  },
  "mastercard-encryption-key.activation-cancelled": {
    title: "Scheduled activation cancelled",
    did: (entry) =>
      `cancelled the activation of Mastercard key ${alias(entry)} that was scheduled for ${utc(entry.after?.at)}`,
  },
  "mastercard-encryption-key.activation-refused": {
    title: "Scheduled activation refused",
    did: (entry) =>
      `did not activate Mastercard key ${alias(entry)} as scheduled: ${SCHEDULE_REFUSALS[String(entry.after?.reason)] ?? entry.after?.reason}`,
  },
  "mastercard-encryption-key.renamed": {
    title: "Mastercard key renamed",
    did: ({ before, after }) => `renamed Mastercard key ${named(before?.alias)} to ${named(after?.alias)}`,
  },
  "mastercard-encryption-key.revoked": {
    title: "Mastercard key revoked",
    did: (entry) => `revoked Mastercard key ${alias(entry)}`,
  },
  "mastercard-encryption-key.compromised": {
    title: "Mastercard key reported as compromised",
    did: (entry) => `reported Mastercard key ${alias(entry)} as compromised, which revoked it`,
  },
  "mastercard-encryption-key.reminded": {
    title: "Reminder of a Mastercard key",
    did: (entry) => `reminded the members that Mastercard key ${alias(entry)} expires within ${days(entry)}`,
  },

  "account.signed-up": {
    title: "Sign-up",
    did: ({ after }) =>
      after?.addressKnown === true
        ? "signed up again with an address that has an account"
        : `signed up as ${named(after?.name)} of ${named(after?.company)}`,
  },
  "account.created": {
    title: "Account made",
    did: ({ after }) =>
      `confirmed the address ${after?.email}, which made ${after?.operator === true ? "an operator’s account" : "the account"}`,
  },
  "account.operator-role-changed": {
    title: "Operator’s role changed",
    did: ({ after }) =>
      `gave the operator ${after?.email} the role of ${after?.operatorRole}${after?.askedBy ? `, which ${after.askedBy} had asked for, as the second of two` : ""}`,
  },
  "account.administrator-asked": {
    title: "Administrator asked for",
    did: ({ after }) =>
      `asked that the operator ${after?.email} becomes an administrator, as the first of two`,
  },
  "account.administrator-dropped": {
    title: "Administrator declined",
    did: ({ after }) =>
      `declined or took back that the operator ${after?.email} becomes an administrator, which ${after?.askedBy} had asked for`,
  },
  "account.administrator-lapsed": {
    title: "Administrator not confirmed",
    did: ({ after }) =>
      `let lapse that the operator ${after?.email} becomes an administrator, which ${after?.askedBy} had asked for and nobody confirmed`,
  },
  "account.operator-removed": {
    title: "Operator removed",
    did: ({ before }) => `removed ${before?.email} from the operators`,
  },
  "account.logged-in": {
    title: "Log-in",
    did: ({ after }) =>
      after?.by === "identity"
        ? "logged in by the identity service"
        : after?.by === "passkey"
          ? "logged in by a passkey"
          : "logged in",
  },
  "account.identity-unknown": {
    title: "Identity not linked",
    did: () => "came from the identity service with an identity that is linked to no account",
  },
  "account.identity-linked": {
    title: "Identity linked",
    did: ({ after }) => `linked an identity at ${named(after?.issuer)}, which opens the account from then on`,
  },
  "account.identity-unlinked": {
    title: "Identity unlinked",
    did: () => "unlinked the identity, which opens the account no more",
  },
  "account.log-in-failed": {
    title: "Log-in failed",
    did: ({ subject }) =>
      subject === "account:none"
        ? "failed to log in: there is no such account"
        : "failed to log in: the password was wrong",
  },
  "account.logged-out": { title: "Log-out", did: () => "logged out" },
  "account.session-ended": {
    title: "Session ended",
    did: ({ after }) => `ended the session on ${named(after?.device)}`,
  },
  "account.other-sessions-ended": {
    title: "Other sessions ended",
    did: ({ after }) => `ended all other sessions: ${counted(after?.sessionsEnded, "session")}`,
  },
  "account.password-reset-asked": {
    title: "New password asked for",
    did: () => "asked for a link to choose a new password",
  },
  "account.password-changed": {
    title: "Password changed",
    did: ({ after }) => `chose a new password, which ended ${counted(after?.sessionsEnded, "session")}`,
  },
  "account.passkey-added": {
    title: "Passkey added",
    did: ({ after }) => `added the passkey ${named(after?.name)}, which opens the account from then on`,
  },
  "account.passkey-renamed": {
    title: "Passkey renamed",
    did: ({ before, after }) => `renamed the passkey ${named(before?.name)} to ${named(after?.name)}`,
  },
  "account.passkey-removed": {
    title: "Passkey removed",
    did: ({ after }) => `removed the passkey ${named(after?.name)}`,
  },
  "account.passkey-refused": {
    title: "Passkey refused",
    did: ({ after }) =>
      `came with a passkey that was refused: ${PASSKEY_REFUSALS[String(after?.reason)] ?? after?.reason}`,
  },
  "account.email-change-asked": {
    title: "Change of address asked for",
    did: ({ after }) => `asked for the address to become ${named(after?.email)}`,
  },
  "account.email-change-cancelled": {
    title: "Change of address cancelled",
    did: ({ after }) => `cancelled the change of the address to ${after?.email}`,
  },
  "account.email-change-confirmed": {
    title: "Change of address confirmed",
    did: ({ after }) => `said yes to the change at the ${after?.end === "new" ? "new" : "old"} address`,
  },
  "account.email-changed": {
    title: "Address changed",
    did: ({ after }) => `changed the address to ${named(after?.email)}, which both mailboxes agreed to`,
  },
  "account.second-factor-begun": {
    title: "Authenticator app begun",
    did: () => "had a secret made for an authenticator app",
  },
  "account.second-factor-added": {
    title: "Authenticator app set up",
    did: () => "set up an authenticator app, which is asked for at log-in from then on",
  },
  "account.second-factor-removed": {
    title: "Authenticator app removed",
    did: () => "removed the authenticator app: the password alone is asked for",
  },
  "account.recovery-codes-renewed": {
    title: "Recovery codes renewed",
    did: () => "had new recovery codes made, which voided the old ones",
  },
  "account.second-factor-shown": {
    title: "Second factor shown",
    did: ({ after }) =>
      `showed ${after?.by === "passkey" ? "a passkey" : after?.by === "app" ? "a code of the app" : "a recovery code"} where it was asked for`,
  },
  "account.second-factor-reset": {
    title: "Second factor reset",
    did: ({ after }) => `took the second factor off the account of ${after?.email}, whose owner has lost it`,
  },
  "account.recovery-code-used": {
    title: "Recovery code used",
    did: ({ after }) => `used a recovery code; ${counted(after?.left, "code")} left`,
  },
  "account.code-refused": {
    title: "Code refused",
    did: () => "gave the right password and a wrong code",
  },
  "account.attempts-limited": {
    title: "Too many attempts",
    did: ({ after }) => `was stopped: too many ${LIMITS[String(after?.limit)] ?? after?.limit}`,
  },
  "company.created": {
    title: "Company made",
    did: ({ after }) => `brought the company ${named(after?.name)}`,
  },
  "first-operator.link-made": {
    title: "First operator’s link made",
    did: () => "made the link by which the first operator signs up",
  },

  "account.notices-chosen": {
    title: "Notices chosen",
    did: () => "chose the language of notices and which come by mail",
  },

  "webhook.added": {
    title: "Webhook added",
    did: ({ after }) => `added a webhook to ${after?.host}`,
  },
  "webhook.changed": {
    title: "Webhook changed",
    did: ({ before, after }) =>
      before?.paused === after?.paused
        ? `chose what the webhook to ${after?.host} gets`
        : `${after?.paused === true ? "paused" : "resumed"} the webhook to ${after?.host}`,
  },
  "webhook.secret-rotated": {
    title: "Webhook secret changed",
    did: ({ after }) => `gave the webhook to ${after?.host} a new secret`,
  },
  "webhook.removed": {
    title: "Webhook removed",
    did: ({ before }) => `removed the webhook to ${before?.host}`,
  },
  "webhook.tested": {
    title: "Webhook tried",
    did: ({ after }) => `sent a test to the webhook at ${after?.host}`,
  },
  "webhook.redelivered": {
    title: "Webhook message sent again",
    did: ({ after }) => `sent a message (${after?.type}) to ${after?.host} again`,
  },
  "webhook.given-up": {
    title: "Webhook message given up",
    did: ({ after }) => `gave up a message (${after?.type}) to ${after?.host} after a day: ${after?.reason}`,
  },

  "calendar-feed.made": {
    title: "Calendar address made",
    did: () => "made a calendar address for this project",
  },
  "calendar-feed.ended": {
    title: "Calendar address ended",
    did: () => "ended a calendar address for this project",
  },

  "api-service.created": {
    title: "API service added",
    did: ({ after }) => `added the API service ${named(after?.name)} to the catalogue`,
  },
  "api-service.changed": {
    title: "API service changed",
    did: ({ after }) => `changed the API service ${named(after?.name)}`,
  },
  "api-service.change-proposed": {
    title: "Change of an API service proposed",
    did: ({ before }) => `proposed a change at the gate of the API service ${named(before?.name)}`,
  },
  "api-service.change-confirmed": {
    title: "Change of an API service confirmed",
    did: ({ before, after }) =>
      `confirmed the change of the API service ${named(before?.name)} that ${after?.askedBy} had proposed, as the second of two`,
  },
  "api-service.change-declined": {
    title: "Change of an API service declined",
    did: ({ after }) =>
      `declined the change of the API service ${named(after?.name)} that ${after?.askedBy} had proposed`,
  },
  "api-service.change-taken-back": {
    title: "Change of an API service taken back",
    did: ({ after }) =>
      `took back the change of the API service ${named(after?.name)} that they had proposed`,
  },
  "api-service.change-dropped": {
    title: "Change of an API service dropped",
    did: ({ after }) =>
      `dropped the change of the API service ${named(after?.name)}, since ${after?.askedBy} changes none any more`,
  },
  "api-service.change-lapsed": {
    title: "Change of an API service lapsed",
    did: ({ after }) =>
      `dropped the change of the API service ${named(after?.name)}, which no second administrator had confirmed`,
  },
  "api-service.operations-assigned": {
    title: "Operations assigned",
    did: ({ after }) =>
      `said which products ${counted(after?.operations, "operation")} of the API service ${named(after?.name)} belong to`,
  },
  "api-service.document-imported": {
    title: "API document imported",
    did: ({ after }) =>
      `imported the document ${named(after?.title)} with ${counted(after?.operations, "operation")} for the API service ${named(after?.name)}`,
  },
  "key-policy.changed": { title: "Policy for keys changed", did: () => "changed the policy for keys" },
  "key-policy.undone": {
    title: "Policy for keys taken back",
    did: () => "took back the last change of the policy for keys",
  },

  "company.details-changed": {
    title: "Company’s details changed",
    did: ({ after }) => `changed the details of the company ${named(after?.name)}`,
  },
  "company.submitted": {
    title: "Company submitted for verification",
    did: ({ after }) => `asked for the company ${named(after?.name)} to be verified`,
  },
  "company.linked": {
    title: "Company linked",
    did: ({ after }) =>
      `linked ${named(after?.name)} by the word of ${named(after?.issuer)}, which verified it`,
  },
  "company.link-refused": {
    title: "Company not linked",
    did: ({ after }) => `came with another company from ${named(after?.issuer)}`,
  },
  "company.withdrawn": {
    title: "Verification withdrawn",
    did: ({ after }) => `withdrew the verification of the company ${named(after?.name)}`,
  },
  "company.document-added": {
    title: "Document added",
    did: ({ after }) => `added the document ${named(after?.name)}`,
  },
  "company.commented": {
    title: "Comment on a company",
    did: () => "commented on a company’s verification",
  },
  "company.decided": {
    title: "Company decided about",
    did: ({ after }) => `decided about the company ${named(after?.name)}: ${after?.verification}`,
  },
  "company.assigned": {
    title: "Verification assigned",
    did: ({ after }) =>
      after?.assignee === null
        ? `left the verification of ${named(after?.name)} to others`
        : `took on the verification of ${named(after?.name)}`,
  },

  "contract.entered": {
    title: "Contract entered",
    did: ({ after }) => `put the contract ${after?.number} on file`,
  },
  "contract.withdrawn": {
    title: "Contract withdrawn",
    did: ({ after }) => `withdrew the contract ${after?.number}`,
  },

  "production.draft-saved": {
    title: "Request for Production saved",
    did: () => "saved a draft of the request for Production",
  },
  "production.requested": {
    title: "Production requested",
    did: ({ after }) => `requested ${planName(after?.plan)}`,
  },
  "production.closed": {
    title: "Request for Production closed",
    did: () => "closed the request for Production by deleting the project",
  },
  "production.end-reminded": {
    title: "Reminder of the end of Production",
    did: (entry) => `reminded the members that Production ends within ${days(entry)}`,
  },
  "production.ended": {
    title: "Production ended",
    did: ({ after }) => `ended Production, which rested on the contract ${after?.number}`,
  },
  "production.withdrawn": {
    title: "Request for Production withdrawn",
    did: () => "withdrew the request for Production",
  },
  "production.commented": {
    title: "Comment on a request",
    did: () => "commented on the request for Production",
  },
  "production.assigned": {
    title: "Request assigned",
    did: ({ after }) => (after?.assignee === null ? "left the request to others" : "took on the request"),
  },
  "production.first-approved": {
    title: "First approval of Production",
    did: ({ after }) => `approved ${planName(after?.plan)} as the first of two`,
  },
  "production.decided": {
    title: "Request decided",
    did: ({ after }) => `decided about the request of ${planName(after?.plan)}: ${after?.state}`,
  },

  "partner.suspension-asked": {
    title: "Suspension asked for",
    did: ({ after }) => `asked for the partner ${named(after?.name)} to be suspended`,
  },
  "partner.suspension-dropped": {
    title: "Suspension dropped",
    did: ({ after }) => `dropped the suspension of the partner ${named(after?.name)}`,
  },
  "partner.suspension-lapsed": {
    title: "Suspension lapsed",
    did: ({ after }) =>
      `dropped the suspension of ${named(after?.name)}, which no second operator had confirmed`,
  },
  "partner.suspended": {
    title: "Partner suspended",
    did: ({ after }) => `suspended the partner ${named(after?.name)} as the second of two`,
  },
  "partner.resumed": {
    title: "Partner resumed",
    did: ({ after }) => `ended the suspension of the partner ${named(after?.name)}`,
  },
  "partner.keys-offered": {
    title: "Encryption keys offered or withheld",
    did: ({ after }) =>
      `${after?.enabled === true ? "offered encryption keys to" : "withheld encryption keys from"} ${named(after?.name)}`,
  },

  "backup.restored": {
    title: "Backup restored",
    did: ({ after }) => `brought back the backup of ${after?.madeAt}`,
  },

  "mail.given-up": {
    title: "Mail not delivered",
    did: ({ after }) => `gave up a mail to ${after?.recipient} (${after?.reason})`,
  },

  "master-key.announced": {
    title: "Master key announced",
    did: ({ subject, after }) => `announced the new master key ${keyOf(subject)} (${after?.backend})`,
  },
  "master-key.withdrawn": {
    title: "Master key withdrawn",
    did: ({ subject }) => `withdrew the master key ${keyOf(subject)}, which nothing was wrapped under`,
  },
  "master-key.current": {
    title: "Master key taken into use",
    did: ({ subject }) => `took the master key ${keyOf(subject)} into use`,
  },
  "master-key.retired": {
    title: "Master key retired",
    did: ({ subject }) => `retired the master key ${keyOf(subject)}`,
  },

  "certificate-authority.renewed": {
    title: "Successor of the issuing authority made",
    did: ({ after }) => `made generation ${after?.generation} of the issuing authority`,
  },

  "audit-key.created": {
    title: "Signing key of the audit trail made",
    did: ({ after }) => `made the key ${short(after?.keyId)} that signs the audit trail`,
  },
  "audit-trail.exported": {
    title: "Audit trail exported",
    did: ({ after }) => {
      const what = after?.filtered === true ? "part of the audit trail" : "the audit trail";
      const of = after?.chain === "operations" ? " of operations" : "";
      return `exported ${what}${of}${typeof after?.upTo === "number" ? ` up to entry ${after.upTo}` : ""}`;
    },
  },
};

/** Fields of before and after, as people call them. */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  active: "Active at once",
  activeAlias: "Active key",
  activeKid: "Active key’s kid",
  added: "Operations added",
  addressKnown: "Address has an account",
  alias: "Alias",
  allowedBits: "Sizes of keys that are taken",
  apiService: "API service",
  app: "Authenticator app",
  assigned: "Assigned to",
  assignee: "Looked at by",
  at: "Scheduled for",
  backend: "Kept in",
  generation: "Generation",
  callsInLastDay: "Calls with it in the last day",
  chain: "Trail",
  client: "Client company",
  clientAddress: "Client’s address",
  clientKeyDays: "Days that Client keys live",
  commercialCountries: "Commercial countries",
  commercialCountry: "Commercial country",
  company: "Company",
  companyId: "Company’s id",
  companyNumber: "Company ID",
  credentials: "Credentials stopped",
  current: "In use",
  days: "Days before expiry",
  defaultBits: "Size of new keys",
  description: "Description",
  destroyAfterDays: "Days until private halves are destroyed",
  documentVersion: "Version of the document",
  email: "E-mail address",
  enabled: "Offered",
  executedOn: "Executed on",
  fieldLevel: "Field-level encryption accepted",
  filtered: "A part of it only",
  host: "Host",
  immediate: "Old secret stopped at once",
  keyId: "Key id",
  keys: "Keys stopped",
  kid: "kid",
  kind: "Kind",
  language: "Language",
  limit: "Limit",
  madeAt: "Made at",
  mastercardKeyDays: "Days that Mastercard keys live",
  method: "Way of verification",
  members: "Members",
  mostClientKeys: "Most Client keys",
  mostMastercardKeys: "Most Mastercard keys",
  name: "Name",
  number: "Number",
  offered: "Offered to partners",
  operations: "Operations",
  operator: "Operator",
  operatorRole: "Role at this desk",
  overlapHours: "Hours of overlap",
  partnerId: "Partner ID",
  paused: "Paused",
  payloadPolicy: "Payload policy",
  plan: "Plan",
  productionUrl: "Where calls of Production go",
  products: "Products",
  projects: "Projects",
  purpose: "Purpose",
  questions: "Questions",
  reason: "Reason",
  askedBy: "Asked by",
  endReason: "Ended by",
  endsAt: "Ends at",
  recipient: "Recipient",
  region: "Region",
  reminderDays: "Days of reminders before expiry",
  removed: "Operations removed",
  requestField: "Field of encrypted requests",
  responseField: "Field of encrypted answers",
  revokedAt: "Revoked at",
  revokedBy: "Revoked by",
  role: "Role",
  sandboxUrl: "Where calls of Sandbox go",
  sessionsEnded: "Sessions ended",
  device: "Device",
  by: "By",
  issuer: "Issuer",
  end: "End",
  identity: "Identity",
  left: "Codes left",
  passkeys: "Passkeys",
  signatureHashes: "Hashes of requests’ signatures",
  state: "State",
  title: "Title",
  type: "Type",
  types: "Kinds of messages",
  secondFactor: "Second factor of partners",
  operatorSecondFactor: "Second factor of operators",
  unprovenActivation: "Activating a key that wasn’t rehearsed",
  upTo: "Up to entry",
  validFrom: "From",
  validTo: "To",
  verification: "Verification",
  version: "Version",
  withoutMail: "Kinds of notices without mail",
};

function utc(value: AuditValue | undefined): string {
  return `${String(value).slice(0, 16).replace("T", " ")} UTC`;
}

function named(value: AuditValue | undefined): string {
  return `“${value}”`;
}

/** As what somebody is in a project. */
function role(fields: AuditFields | null): string {
  return fields?.role === "admin" ? "an admin" : "a read-only member";
}

function planName(value: AuditValue | undefined): string {
  return value === "test-drive-premium" ? "Test Drive Premium" : "Production";
}

function alias({ after }: Worded): string {
  return named(after?.alias);
}

function kid({ after }: Worded): string {
  return short(after?.kid);
}

function short(value: AuditValue | undefined): string {
  return `${String(value).slice(0, 8)}…`;
}

/** The part of a subject behind its kind. */
function keyOf(subject: string): string {
  return subject.slice(subject.indexOf(":") + 1);
}

function days({ after }: Worded): string {
  return counted(after?.days, "day");
}

function counted(value: AuditValue | undefined, what: string): string {
  return `${value} ${what}${value === 1 ? "" : "s"}`;
}
