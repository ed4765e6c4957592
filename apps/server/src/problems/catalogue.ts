/**
 * The closed list of what the management API refuses, and why. Each code has a section in docs/problems.md; a test holds the two
 * together. `reasonCode` is the word the published Developers API uses for the same thing, where it has one.
 */
interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  readonly reasonCode?: string;
}

export const CATALOGUE = {
  "invalid-request": { status: 400, title: "The request has a mistake" },
  "malformed-json": { status: 400, title: "The body is not JSON" },
  "unsupported-media-type": { status: 415, title: "The body must be sent as application/json" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "not-found": { status: 404, title: "There is nothing here" },
  "not-logged-in": { status: 401, title: "Log in first" },
  "forbidden-origin": { status: 403, title: "The request came from another site" },
  "not-allowed": { status: 403, title: "Your role doesn't allow this" },
  "too-many-attempts": { status: 429, title: "Too many attempts" },
  "internal-error": { status: 500, title: "Something went wrong on our side" },
  "key-store-away": { status: 503, title: "The key store can't be reached" },
  unavailable: { status: 503, title: "Not available at the moment" },
  "search-too-slow": { status: 503, title: "The search takes too long" },

  "wrong-password": { status: 400, title: "This is not your password" },
  "wrong-code": { status: 400, title: "The code is wrong" },
  "log-in-expired": { status: 401, title: "The log-in took too long" },
  "second-factor-required": { status: 403, title: "A second factor is asked for here" },
  "second-factor-in-use": { status: 409, title: "An authenticator app is set up already" },
  "passkey-refused": { status: 400, title: "The passkey can't be accepted" },
  "too-many-passkeys": { status: 409, title: "The account holds as many passkeys as it may" },
  "identity-service-away": { status: 503, title: "The identity service can't be reached" },
  "identity-refused": { status: 400, title: "The identity service's answer can't be accepted" },
  "identity-not-linked": { status: 403, title: "The identity is linked to no account" },
  "identity-taken": { status: 409, title: "The identity or the account is linked already" },
  "wrong-credentials": { status: 401, title: "The e-mail address or the password is wrong" },
  "link-not-valid": { status: 400, title: "The link is used up, expired or incomplete" },
  "password-too-weak": { status: 400, title: "The password is too easy to guess" },

  "project-name-already-exists": {
    status: 409,
    title: "You have a project of this name",
    reasonCode: "PROJECT_NAME_ALREADY_EXISTS",
  },
  "projects-max-exceeded": {
    status: 409,
    title: "The account holds as many projects as it may",
    reasonCode: "PROJECTS_MAX_EXCEEDED",
  },
  "too-many-members": { status: 409, title: "The project has as many members as it may" },
  "too-many-admins": { status: 409, title: "The project has as many admins as it may" },
  "last-admin": { status: 409, title: "A project keeps an admin" },
  "already-member": { status: 409, title: "This person is a member of the project already" },
  "already-invited": { status: 409, title: "This address is invited already" },
  "invitation-for-another-address": { status: 403, title: "The invitation is for another address" },
  "account-exists": { status: 409, title: "This address has an account already" },
  "client-company-verified": { status: 409, title: "A verified client company can't be changed" },
  "purpose-fixed": { status: 409, title: "A project for a client stays one" },
  "name-not-confirmed": { status: 400, title: "The name typed is not the project's" },
  "production-active": { status: 409, title: "The project has active Production credentials" },
  "draft-already-used": { status: 409, title: "This draft has become a project already, with other details" },
  "invalid-commercial-country": {
    status: 400,
    title: "The API service is not offered in this country",
    reasonCode: "INVALID_COMMERCIAL_COUNTRIES",
  },
  "encryption-keys-not-enabled": { status: 403, title: "Encryption keys are not enabled for this partner" },
  "invalid-csr": {
    status: 400,
    title: "The certificate signing request can't be used",
    reasonCode: "INVALID_CSR",
  },
  "key-already-used": { status: 409, title: "A key of this project uses this key pair already" },
  "activating-expired-key": {
    status: 400,
    title: "An expired key can't be activated",
    reasonCode: "ACTIVATING_EXPIRED_KEY",
  },
  "key-not-proven": { status: 409, title: "Nobody has shown yet that they hold the private half" },
  "key-not-restorable": { status: 409, title: "The key can't be brought back" },
  "key-revoked": { status: 409, title: "The key is revoked" },
  "revoking-active-key": {
    status: 409,
    title: "The active Mastercard Encryption Key can't be revoked",
    reasonCode: "REVOKE_ACTIVE_MASTERCARD_ENCRYPTION_CREDENTIAL_ERROR",
  },
  "revoking-last-client-key": {
    status: 409,
    title: "The last Client Encryption Key can't be revoked",
    reasonCode: "REVOKE_LAST_CLIENT_ENCRYPTION_CREDENTIAL_ERROR",
  },
  "revoking-used-key": { status: 409, title: "Programs still use this key" },
  "scheduling-active-key": { status: 409, title: "The key is active already" },
  "rehearsal-not-valid": { status: 400, title: "The rehearsal can't be answered like this" },
  "company-not-open": { status: 409, title: "The company's details can't be changed now" },
  "company-mismatch": { status: 409, title: "The identity service vouches for another company" },
  "company-incomplete": { status: 409, title: "Something is missing for the verification" },
  "wrong-state": { status: 409, title: "This can't be done in the state it is in" },
  "own-request": { status: 403, title: "Nobody decides about their own" },
  "not-ready-to-approve": { status: 409, title: "Something is missing for an approval" },
  "second-pair-of-eyes": { status: 409, title: "The second pair of eyes is another one" },
  "last-administrator": { status: 409, title: "The desk keeps an administrator" },
  "contract-number-taken": { status: 409, title: "There is a contract of this number" },
  "partner-suspended": { status: 403, title: "The partner is suspended" },
  "timeline-full": { status: 409, title: "The timeline holds as many entries as it may" },
  "policy-changed": { status: 409, title: "Somebody else has changed the policy meanwhile" },
  "nothing-to-undo": { status: 409, title: "There is nothing to undo" },
  "too-many-keys": { status: 409, title: "The environment holds as many keys as it may" },
  "too-many-credentials": { status: 409, title: "The environment holds as many credentials as it may" },
  "too-many-secrets": { status: 409, title: "Too many old secrets are still in force" },
  "deleting-last-credential": { status: 409, title: "These are the environment's last credentials" },
  "too-many-webhooks": { status: 409, title: "There are as many webhooks as there may be" },
  "secret-not-shown": { status: 403, title: "This secret can't be shown again" },
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof CATALOGUE;
