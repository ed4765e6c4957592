import pg from "pg";
import { UNFINISHED_RESTORE } from "../../database/unfinished-restore.ts";
import type { BackupTable } from "./format.ts";

/**
 * What is not worth keeping, or must not come back: sessions and links that work once would open doors which have been shut since; attempts and
 * heartbeats are of the moment; the rest says how far a schema is, which the header says.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "public.sessions",
  "public.one_time_links",
  "public.attempts",
  "public.gateway_heartbeats",
  "public.custody_programs",
  "public.gatehouse_migration_lock",
  `public.${UNFINISHED_RESTORE}`,
  "test_drive.schema_version",
]);

/** Every other table, those first that others refer to. Columns that the database fills itself are none. */
export async function tablesToKeep(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { refersTo: string[] }>(`
    select n.nspname as schema, c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select array_agg(distinct f.confrelid::regclass::text) from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as "refersTo"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'test_drive') and c.relkind in ('r', 'p')
    order by 1, 2`);
  const kept = rows.filter((table) => !LEFT_OUT.has(`${table.schema}.${table.name}`));
  const ordered: BackupTable[] = [];
  const done = new Set<string>();
  while (ordered.length < kept.length) {
    const next = kept.find(
      (table) => !done.has(nameOf(table)) && table.refersTo.every((other) => done.has(other)),
    );
    if (next === undefined)
      throw new Error("tables refer to each other in a circle, or to one that is not kept");
    done.add(nameOf(next));
    ordered.push({ schema: next.schema, name: next.name, columns: next.columns });
  }
  return ordered;
}

/** As regclass writes it: tables of the search path without their schema. */
function nameOf({ schema, name }: BackupTable): string {
  return schema === "public" ? name : `${schema}.${name}`;
}

/** For COPY: `public.accounts (id, email)`, quoted. */
export function copyTarget({ schema, name, columns }: BackupTable): string {
  return `${quotedName({ schema, name })} (${columns.map(pg.escapeIdentifier).join(", ")})`;
}

export function quotedName({ schema, name }: Pick<BackupTable, "schema" | "name">): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}
