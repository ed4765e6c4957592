import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/**
 * What tables alone can't say, made anew after every migration: commercial countries never change, and audit entries are neither changed
 * nor removed, whoever asks.
 */
export async function installInvariants(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace function gatehouse_refuse() returns trigger language plpgsql as $$
    begin
      raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation', constraint = tg_name;
    end $$`);
  await database.execute(sql`
    create or replace trigger projects_country_fixed before update of commercial_country on projects
    for each row when (old.commercial_country is distinct from new.commercial_country)
    execute function gatehouse_refuse('the commercial country of a project never changes')`);
  await database.execute(sql`
    create or replace trigger audit_entries_kept before update or delete on audit_entries
    for each row execute function gatehouse_refuse('audit entries are only ever added')`);
  await database.execute(sql`
    create or replace trigger audit_signatures_kept before update or delete on audit_signatures
    for each row execute function gatehouse_refuse('signatures of the audit trail are only ever added')`);
}
