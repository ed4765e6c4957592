import { sql } from "drizzle-orm";
import {
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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "../accounts/tables.ts";
import type { WrappedValue } from "../key-book/entries.ts";
import { environments, projects } from "../projects/tables.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

/** What both types have; fingerprints are lower-case hex. */
const publicFacts = () => ({
  id: uuid().primaryKey(),
  projectId: uuid()
    .notNull()
    .references(() => projects.id, { onDelete: "cascade" }),
  environmentId: uuid()
    .notNull()
    .references(() => environments.id, { onDelete: "cascade" }),
  kid: text().notNull(),
  certificate: bytea().notNull(),
  certificateSha256: text().notNull(),
  certificateSha1: text().notNull(),
  bits: integer().notNull(),
  notBefore: moment().notNull(),
  notAfter: moment().notNull(),
  createdAt: moment().notNull(),
  revokedAt: moment(),
  /** Revoked because it may be known to others. */
  compromisedAt: moment(),
});

/** The provider's pairs. The private half rests wrapped, never in the clear; null once destroyed. */
export const clientEncryptionKeys = pgTable(
  "client_encryption_keys",
  {
    ...publicFacts(),
    privateKey: jsonb().$type<WrappedValue>(),
    /** The member who revoked it: the e-mail address of then. */
    revokedBy: text(),
    /** When the private half of a revoked key is destroyed: laid down when it is revoked, whatever the policy says later. */
    destroyAt: moment(),
    /** One operator asks for a revoked key to be brought back, another one confirms; ended by the next revoke. */
    restoreReason: text(),
    restoreAskedBy: uuid().references(() => accounts.id),
    restoreAskedByEmail: text(),
    restoreAskedAt: moment(),
    restoreConfirmedBy: uuid().references(() => accounts.id),
    /** The compromised key that it was made for. */
    replaces: uuid(),
  },
  (table) => [
    unique("client_encryption_keys_kid").on(table.projectId, table.kid),
    unique("client_encryption_keys_replaces").on(table.replaces),
    check(
      "client_encryption_keys_compromised_revoked",
      sql`${table.compromisedAt} is null or ${table.revokedAt} is not null`,
    ),
    check(
      "client_encryption_keys_destroyed_revoked",
      sql`${table.destroyAt} is null or ${table.revokedAt} is not null`,
    ),
    check(
      "client_encryption_keys_restore_asked",
      sql`num_nulls(${table.restoreReason}, ${table.restoreAskedBy}, ${table.restoreAskedByEmail}, ${table.restoreAskedAt}) in (0, 4)`,
    ),
    check(
      "client_encryption_keys_restore_four_eyes",
      sql`${table.restoreConfirmedBy} is null or (${table.restoreAskedBy} is not null and ${table.restoreConfirmedBy} <> ${table.restoreAskedBy})`,
    ),
    index().on(table.environmentId),
    // All that a list by expiry tells: rows hold certificates, which it needn't read.
    index("client_encryption_keys_expiry")
      .on(table.notAfter, table.id, table.projectId, table.environmentId, table.kid)
      .where(sql`${table.revokedAt} is null`),
    // Few of many: those that are waiting for their day.
    index("client_encryption_keys_to_destroy")
      .on(table.destroyAt, table.id)
      .where(sql`${table.revokedAt} is not null and ${table.privateKey} is not null`),
  ],
);

/** The partners' pairs: the provider holds the public half alone. */
export const mastercardEncryptionKeys = pgTable(
  "mastercard_encryption_keys",
  {
    ...publicFacts(),
    alias: text().notNull(),
    /** SubjectPublicKeyInfo, DER. */
    publicKey: bytea().notNull(),
    active: boolean().notNull(),
    /** When and from where somebody last showed that they hold the private half. */
    provenAt: moment(),
    provenFrom: text(),
  },
  (table) => [
    unique("mastercard_encryption_keys_kid").on(table.projectId, table.kid),
    index("mastercard_encryption_keys_expiry")
      .on(
        table.notAfter,
        table.id,
        table.projectId,
        table.environmentId,
        table.kid,
        table.alias,
        table.active,
      )
      .where(sql`${table.revokedAt} is null`),
    uniqueIndex("mastercard_encryption_keys_one_active").on(table.environmentId).where(sql`${table.active}`),
    check(
      "mastercard_encryption_keys_compromised_revoked",
      sql`${table.compromisedAt} is null or ${table.revokedAt} is not null`,
    ),
    check(
      "mastercard_encryption_keys_active_not_revoked",
      sql`not (${table.active} and ${table.revokedAt} is not null)`,
    ),
  ],
);

/** When a Mastercard Encryption Key was the active one; the last span has no end. */
export const keyActivations = pgTable(
  "key_activations",
  {
    keyId: uuid()
      .notNull()
      .references(() => mastercardEncryptionKeys.id, { onDelete: "cascade" }),
    from: moment().notNull(),
    to: moment(),
  },
  (table) => [
    index().on(table.keyId),
    uniqueIndex("key_activations_one_open").on(table.keyId).where(sql`${table.to} is null`),
  ],
);

/** Which reminders of a key's expiry were sent, by the days before it. */
export const keyReminders = pgTable(
  "key_reminders",
  {
    /** Of a key of either type. */
    keyId: uuid().notNull(),
    days: integer().notNull(),
    sentAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.days] })],
);

/** Challenges that only the holder of a key can answer; of the answer there is a hash. */
export const keyRehearsals = pgTable(
  "key_rehearsals",
  {
    id: uuid().primaryKey(),
    keyId: uuid()
      .notNull()
      .references(() => mastercardEncryptionKeys.id, { onDelete: "cascade" }),
    answerHash: bytea().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    answeredAt: moment(),
  },
  (table) => [index().on(table.keyId), index().on(table.expiresAt)],
);

/** Activations that are to happen at a time, and how they ended. */
export const keySchedules = pgTable(
  "key_schedules",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    environmentId: uuid()
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    keyId: uuid()
      .notNull()
      .references(() => mastercardEncryptionKeys.id, { onDelete: "cascade" }),
    at: moment().notNull(),
    /** The e-mail address at that time. */
    scheduledBy: text().notNull(),
    scheduledAt: moment().notNull(),
    endedAt: moment(),
    outcome: text().$type<"activated" | "cancelled" | "replaced" | "refused">(),
    /** Why it was refused, in the words of the catalogue of problems. */
    reason: text(),
  },
  (table) => [
    index().on(table.keyId),
    index().on(table.at).where(sql`${table.endedAt} is null`),
    uniqueIndex("key_schedules_one_pending").on(table.environmentId).where(sql`${table.endedAt} is null`),
    check("key_schedules_ended", sql`(${table.endedAt} is null) = (${table.outcome} is null)`),
    check(
      "key_schedules_outcome",
      sql`${table.outcome} in ('activated', 'cancelled', 'replaced', 'refused')`,
    ),
  ],
);
