import { bigint, integer, pgSchema, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Test Drive's own schema; the statements that make it, and its indexes, are in `steps.ts`. */
export const testDriveSchema = pgSchema("test_drive");

const time = (name: string) => timestamp(name, { withTimezone: true }).notNull();

export const customers = testDriveSchema.table(
  "customers",
  {
    environmentId: uuid("environment_id").notNull(),
    id: bigint("id", { mode: "number" }).notNull(),
    username: text("username").notNull(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    phone: text("phone"),
    email: text("email"),
    applicationId: text("application_id"),
    createdAt: time("created_at"),
    modifiedAt: time("modified_at"),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.id] })],
);

export const institutionLogins = testDriveSchema.table(
  "institution_logins",
  {
    environmentId: uuid("environment_id").notNull(),
    id: bigint("id", { mode: "number" }).notNull(),
    customerId: bigint("customer_id", { mode: "number" }).notNull(),
    institutionId: integer("institution_id").notNull(),
    profile: text("profile").notNull(),
    createdAt: time("created_at"),
    aggregatedAt: time("aggregated_at"),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.id] })],
);

export const accounts = testDriveSchema.table(
  "accounts",
  {
    environmentId: uuid("environment_id").notNull(),
    id: bigint("id", { mode: "number" }).notNull(),
    loginId: bigint("login_id", { mode: "number" }).notNull(),
    /** Place of the account in its profile, from 0. */
    slot: integer("slot").notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.id] })],
);
