import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { masterKeyColumn } from "../database/wrapped-columns.ts";
import type { WrappedValue } from "../key-book/entries.ts";

/** A wrapped value and the row it belongs to. */
export interface HeldValue {
  /** Of the row. */
  readonly id: string;
  /** What it was wrapped with. */
  readonly context: string;
  readonly value: WrappedValue;
}

/** Which of a holder's values, in order of id. */
export interface Page {
  /** Those under this master key; null: all. */
  readonly masterKey: string | null;
  /** Those after this id; null: from the first. */
  readonly after: string | null;
  readonly limit: number;
}

/** A column of wrapped values, for those who must see all of them: the rotation of the master key, and who looks after it. */
export interface Holder {
  /** `table.column` */
  readonly name: string;
  /** How many values there are under each master key, by fingerprint. */
  count(database: Database): Promise<ReadonlyMap<string, number>>;
  list(database: Database, page: Page): Promise<HeldValue[]>;
  /**
   * Puts `to` in the place of `held`, unless another value has come there meanwhile.
   *
   * @returns the key book's number of the change; null when gateways need not know
   */
  replace(database: Database, held: HeldValue, to: WrappedValue): Promise<number | null>;
}

/** A column that holds a wrapped value and nothing else, and that gateways know nothing of. */
export interface HolderColumn {
  readonly table: string;
  readonly column: string;
  /** Type of the primary key, `id`. */
  readonly id: "uuid" | "text";
  readonly context: (id: string) => string;
}

export function columnHolder(of: HolderColumn): Holder {
  const table = sql.identifier(of.table);
  const column = sql.identifier(of.column);
  const master = sql.identifier(masterKeyColumn(of.column));
  return {
    name: `${of.table}.${of.column}`,
    async count(database) {
      const found = await database.execute<{ master: string; count: string }>(
        sql`select ${master} as master, count(*) as count from ${table} where ${master} is not null group by 1`,
      );
      return new Map(found.rows.map((row) => [row.master, Number(row.count)]));
    },
    async list(database, { masterKey, after, limit }) {
      const under = masterKey === null ? sql`${master} is not null` : sql`${master} = ${masterKey}`;
      const later = after === null ? sql`` : sql`and id > ${after}::${sql.raw(of.id)}`;
      const found = await database.execute<{ id: string; value: WrappedValue }>(
        sql`select id::text as id, ${column} as value from ${table} where ${under} ${later} order by ${table}.id limit ${limit}`,
      );
      return found.rows.map(({ id, value }) => ({ id, value, context: of.context(id) }));
    },
    async replace(database, held, to) {
      await database.execute(sql`
        update ${table} set ${column} = ${JSON.stringify(to)}::jsonb
        where id = ${held.id}::${sql.raw(of.id)} and ${column} = ${JSON.stringify(held.value)}::jsonb`);
      return null;
    },
  };
}
