import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { companies } from "../companies/tables.ts";
import type { WrappedValue } from "../key-book/entries.ts";
import type { OperatorRole } from "../permissions.ts";
import type { LinkPurpose, ShownBy } from "./rules.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

/** People whose e-mail address is proven. `email` is in lower case, so that one mailbox has one account. */
export const accounts = pgTable(
  "accounts",
  {
    id: uuid().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    /** PHC string of Argon2id. */
    passwordHash: text().notNull(),
    /** Null for the provider's own people. */
    companyId: uuid().references(() => companies.id),
    operator: boolean().notNull(),
    /** Null for everybody but operators. */
    operatorRole: text().$type<OperatorRole>(),
    createdAt: moment().notNull(),
    /** How many projects it may hold; operators raise it. */
    projectLimit: integer().notNull().default(30),
    /** Of an operator who was taken off the desk: nobody logs in with it any more. */
    removedAt: moment(),
    /** One administrator asks that an operator becomes one too, another one confirms, where there are two already. */
    administratorAskedBy: uuid(),
    administratorAskedByEmail: text(),
    administratorAskedAt: moment(),
    administratorConfirmedBy: uuid(),
    /** When the desk last lost them as an administrator. */
    administratorUntil: moment(),
  },
  (table) => [
    check(
      "accounts_administrator_asked",
      sql`num_nulls(${table.administratorAskedBy}, ${table.administratorAskedByEmail}, ${table.administratorAskedAt}) in (0, 3) and (${table.administratorAskedBy} is null or ${table.operator})`,
    ),
    check(
      "accounts_administrator_by_two",
      sql`${table.administratorAskedBy} is distinct from ${table.id} and ${table.administratorConfirmedBy} is distinct from ${table.id} and (${table.administratorConfirmedBy} is null or (${table.administratorAskedBy} is not null and ${table.administratorConfirmedBy} <> ${table.administratorAskedBy}))`,
    ),
    check("accounts_project_limit", sql`${table.projectLimit} between 1 and 1800`),
    unique("accounts_email").on(table.email),
    check("accounts_email_lower_case", sql`${table.email} = lower(${table.email})`),
    check(
      "accounts_company",
      sql`${table.operator} or ${table.companyId} is not null or ${table.removedAt} is not null`,
    ),
    check("accounts_removed", sql`${table.removedAt} is null or not ${table.operator}`),
    // Nobody can be mailed at it, and no password has this hash.
    check(
      "accounts_removed_shut",
      sql`${table.removedAt} is null or (${table.email} = ${table.id}::text || '@removed.invalid' and ${table.passwordHash} = '$removed')`,
    ),
    check(
      "accounts_operator_role",
      sql`${table.operator} = (${table.operatorRole} is not null) and ${table.operatorRole} in ('reviewer', 'administrator')`,
    ),
    index().on(table.companyId),
  ],
);

/**
 * Sign-ups that wait for the click in the mail. Each link brings its own name, company and password: a stranger who signs up with
 * another's address can't slip a password under the account that the owner of the address makes later.
 */
export const signUps = pgTable(
  "sign_ups",
  {
    tokenHash: bytea().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    companyName: text().notNull(),
    passwordHash: text().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [index().on(table.email, table.createdAt), index().on(table.expiresAt)],
);

/** Links that work once: they are deleted by the transaction that uses them. */
export const oneTimeLinks = pgTable(
  "one_time_links",
  {
    tokenHash: bytea().primaryKey(),
    purpose: text().$type<LinkPurpose>().notNull(),
    /** Null for the first operator, who has no account yet. */
    accountId: uuid().references(() => accounts.id, { onDelete: "cascade" }),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    check(
      "one_time_links_purpose",
      sql`${table.purpose} in ('reset-password', 'first-operator', 'second-factor')`,
    ),
    index().on(table.accountId),
  ],
);

/** An authenticator app of an account. It is asked for at log-in once its first code has come back. */
export const secondFactors = pgTable("second_factors", {
  /** Of the account. */
  id: uuid()
    .primaryKey()
    .references(() => accounts.id, { onDelete: "cascade" }),
  /** What the app shares (RFC 6238), wrapped under the context `second-factor:<id>`. */
  secret: jsonb().$type<WrappedValue>().notNull(),
  createdAt: moment().notNull(),
  confirmedAt: moment(),
  /** Steps of 30 s up to this one are used up: a code works once. */
  lastStep: integer().notNull(),
});

/** Codes that stand in for an app that is lost. Each is deleted when it is used. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    codeHash: bytea().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
  },
  (table) => [index().on(table.accountId)],
);

export const sessions = pgTable(
  "sessions",
  {
    tokenHash: bytea().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** What its owner knows it by; the token's hash is shown to nobody. */
    id: uuid().notNull().defaultRandom(),
    /** In a few words; see deviceOf. */
    device: text().notNull().default(""),
    address: text().notNull(),
    /** The second factor that was shown in it last, to open it, to be added or because it was asked for; null: none yet. */
    shownBy: text().$type<ShownBy>(),
    shownAt: moment(),
    createdAt: moment().notNull(),
    lastSeenAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    unique("sessions_id").on(table.id),
    check("sessions_device", sql`length(${table.device}) <= 60`),
    check("sessions_shown", sql`(${table.shownBy} is null) = (${table.shownAt} is null)`),
    check("sessions_shown_by", sql`${table.shownBy} in ('passkey', 'app', 'recovery-code')`),
    index().on(table.accountId),
    index().on(table.expiresAt),
  ],
);

/** Public halves of passkeys (WebAuthn), which open an account. */
export const passkeys = pgTable(
  "passkeys",
  {
    /** The credential's own, in base64url. */
    id: text().primaryKey(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** COSE (RFC 9052 §7). */
    publicKey: bytea().notNull(),
    /** How often the authenticator has signed; always 0 for one that doesn't count. */
    counter: bigint({ mode: "number" }).notNull(),
    transports: text().array().notNull(),
    name: text().notNull(),
    createdAt: moment().notNull(),
    lastUsedAt: moment(),
  },
  (table) => [
    check("passkeys_counter", sql`${table.counter} between 0 and 4294967295`),
    index().on(table.accountId),
  ],
);

/** Challenges that authenticators are to sign. Used up by the first answer. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    challengeHash: bytea().primaryKey(),
    purpose: text().$type<"add" | "log-in" | "show">().notNull(),
    /** Null for a log-in. */
    accountId: uuid().references(() => accounts.id, { onDelete: "cascade" }),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    check("passkey_challenges_purpose", sql`${table.purpose} in ('add', 'log-in', 'show')`),
    check("passkey_challenges_account", sql`(${table.purpose} = 'log-in') = (${table.accountId} is null)`),
    index().on(table.accountId),
    index().on(table.expiresAt),
  ],
);

/** Changes of an address that wait for a yes from both mailboxes. */
export const emailChanges = pgTable(
  "email_changes",
  {
    accountId: uuid()
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    newEmail: text().notNull(),
    oldTokenHash: bytea().notNull(),
    newTokenHash: bytea().notNull(),
    oldConfirmedAt: moment(),
    newConfirmedAt: moment(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    unique("email_changes_old_token").on(table.oldTokenHash),
    unique("email_changes_new_token").on(table.newTokenHash),
    index().on(table.expiresAt),
  ],
);

/** Identities at an OpenID Connect provider that open an account: those that its owner has linked, and no others. */
export const identities = pgTable(
  "identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    linkedAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ name: "identities_pk", columns: [table.issuer, table.subject] }),
    unique("identities_account").on(table.accountId, table.issuer),
    check("identities_subject", sql`length(${table.subject}) between 1 and 255`),
  ],
);

/** People on their way to the identity service and back. Used up by the first answer. */
export const identityFlows = pgTable(
  "identity_flows",
  {
    tokenHash: bytea().primaryKey(),
    purpose: text().$type<"log-in" | "sign-up" | "link" | "company">().notNull(),
    /** Null for a log-in and a sign-up. */
    accountId: uuid().references(() => accounts.id, { onDelete: "cascade" }),
    /** Whose company is to be linked. */
    projectId: uuid(),
    /** Of a sign-up: the company that was named here, where the service may name none. */
    companyName: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    check("identity_flows_purpose", sql`${table.purpose} in ('log-in', 'sign-up', 'link', 'company')`),
    check(
      "identity_flows_account",
      sql`(${table.purpose} in ('log-in', 'sign-up')) = (${table.accountId} is null)`,
    ),
    check("identity_flows_company_name", sql`${table.companyName} is null or ${table.purpose} = 'sign-up'`),
    check("identity_flows_project", sql`(${table.purpose} = 'company') = (${table.projectId} is not null)`),
    index().on(table.accountId),
    index().on(table.expiresAt),
  ],
);

/** Counters of attempts in a window of time. The key is a hash, so that no address anyone typed rests here. */
export const attempts = pgTable(
  "attempts",
  {
    key: bytea().primaryKey(),
    count: integer().notNull(),
    windowEndsAt: moment().notNull(),
  },
  (table) => [index().on(table.windowEndsAt)],
);
