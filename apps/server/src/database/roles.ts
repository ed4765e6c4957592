import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** The log-ins of the roles, each with what it needs and no more. */
export const DATABASE_ROLES = {
  portal: "gatehouse_portal",
  gateway: "gatehouse_gateway",
  testDrive: "gatehouse_test_drive",
} as const;

/**
 * Grants each role its tables, again after every migration. Roles that don't exist (an external database with one log-in) are passed
 * over. The portal can't change or remove audit entries; a gateway reads the key book, writes its heartbeat, and sees nothing else.
 */
export async function grantRoles(database: Pick<Database, "execute">): Promise<void> {
  const existing = await database.execute<{ rolname: string }>(
    sql`select rolname from pg_roles where rolname in ${Object.values(DATABASE_ROLES)}`,
  );
  const there = new Set(existing.rows.map((row) => row.rolname));
  await database.execute(sql`revoke create on schema public from public`);
  if (there.has(DATABASE_ROLES.portal)) {
    await database.execute(
      sql`grant select, insert, update, delete on all tables in schema public to gatehouse_portal`,
    );
    await database.execute(sql`grant usage, select on all sequences in schema public to gatehouse_portal`);
    await database.execute(
      sql`revoke update, delete, truncate on audit_entries, audit_signatures from gatehouse_portal`,
    );
    await database.execute(sql`revoke insert, update, delete on gateway_heartbeats from gatehouse_portal`);
  }
  if (there.has(DATABASE_ROLES.gateway)) {
    await database.execute(sql`grant select on key_book to gatehouse_gateway`);
    await database.execute(sql`grant select, insert, update on gateway_heartbeats to gatehouse_gateway`);
  }
}

/**
 * Makes the log-ins in a cluster of our own, with passwords of this start.
 *
 * @param passwords letters and digits only; they become part of a statement
 */
export async function createLogins(
  database: Database,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    if (!/^[a-z_]+$/.test(role) || !/^[A-Za-z0-9]{20,}$/.test(password))
      throw new Error("not a role and password");
    const exists = await database.execute(sql`select 1 from pg_roles where rolname = ${role}`);
    const verb = exists.rows.length === 0 ? "create" : "alter";
    await database.execute(
      sql.raw(`${verb} role ${role} login nosuperuser nocreatedb nocreaterole password '${password}'`),
    );
  }
}
