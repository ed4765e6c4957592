import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type pg from "pg";
import { quoted, tablesOf } from "./database-access.ts";

/** One place where something may have come to rest. */
export interface Place {
  readonly name: string;
  readonly content: Buffer;
}

/** Every column of every row, as text and, where it is bytes, as bytes. A mail's body is named with its recipient. */
export async function dumpDatabase(client: pg.Client): Promise<Place[]> {
  const places: Place[] = [];
  for (const table of await tablesOf(client)) {
    const { rows, fields } = await client.query<Record<string, unknown>>(`select * from ${quoted(table)}`);
    const texts = await client.query<{ row: string }>(`select t::text as row from ${quoted(table)} t`);
    if (table.name !== "mails") {
      places.push({
        name: `table ${table.name}`,
        content: Buffer.from(texts.rows.map((r) => r.row).join("\n")),
      });
    }
    for (const row of rows) {
      for (const field of fields) {
        const value = row[field.name];
        if (value === null) continue;
        const place = `${table.name}.${field.name}`;
        places.push({
          name: place === "mails.body" ? `mail to ${String(row.recipient)}` : place,
          content: Buffer.isBuffer(value)
            ? value
            : Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
        });
      }
    }
  }
  return places;
}

/** Every file below a folder, however deep. */
export async function dumpFiles(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => ({ name: `file ${relative(folder, file)}`, content: await readFile(file) })),
  );
}
