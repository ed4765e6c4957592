import { sql } from "drizzle-orm";
import { check, customType, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import type { ProjectRole } from "../../permissions.ts";
import { projects } from "../tables.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

/** Invitations that are open: one that is accepted or withdrawn is deleted by the same transaction, and its link with it. */
export const projectInvitations = pgTable(
  "project_invitations",
  {
    id: uuid().primaryKey(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** The only address that it is good for, in lower case. */
    email: text().notNull(),
    role: text().$type<ProjectRole>().notNull(),
    /** SHA-256 of the mailed token; another one each time the invitation is sent. */
    tokenHash: bytea().notNull(),
    /** The e-mail address of then. */
    invitedBy: text().notNull(),
    invitedAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    unique("project_invitations_email").on(table.projectId, table.email),
    unique("project_invitations_token").on(table.tokenHash),
    check("project_invitations_role", sql`${table.role} in ('admin', 'read-only')`),
    check("project_invitations_email_lower_case", sql`${table.email} = lower(${table.email})`),
  ],
);
