import { customType, foreignKey, pgTable, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { projectMembers } from "../projects/tables.ts";

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = () => timestamp({ withTimezone: true });

/**
 * Addresses under which calendars read a project's days, one a member, since calendars can't log in. They end with the membership: the row
 * goes with it.
 */
export const calendarFeeds = pgTable(
  "calendar_feeds",
  {
    /** SHA-256 of the token in the address. */
    tokenHash: bytea().primaryKey(),
    projectId: uuid().notNull(),
    accountId: uuid().notNull(),
    createdAt: moment().notNull(),
    /** When a calendar last asked, to within an hour. */
    readAt: moment(),
  },
  (table) => [
    unique("calendar_feeds_member").on(table.projectId, table.accountId),
    foreignKey({
      name: "calendar_feeds_membership",
      columns: [table.projectId, table.accountId],
      foreignColumns: [projectMembers.projectId, projectMembers.accountId],
    }).onDelete("cascade"),
  ],
);
