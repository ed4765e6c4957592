import { readMigrationFiles } from "drizzle-orm/migrator";
import type pg from "pg";
import { MIGRATIONS_FOLDER } from "./migrate.ts";

/** A migration as the database keeps count of it. */
export interface AppliedMigration {
  /** Lower-case hex SHA-256 of its file. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The migrations that a database has had, in order. */
export async function appliedMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows } = await client.query<{ hash: string; at: string }>(
    "select hash, created_at as at from drizzle.__drizzle_migrations order by created_at",
  );
  return rows.map(({ hash, at }) => ({ hash, at: Number(at) }));
}

/** The migrations of this program, in order. */
export function knownMigrations(): (AppliedMigration & { readonly statements: readonly string[] })[] {
  return readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).map((file) => ({
    hash: file.hash,
    at: file.folderMillis,
    statements: file.sql,
  }));
}

/** How many of this program's migrations make the schema that another has listed; null for one that is not among its own. */
export function stepsTo(listed: readonly AppliedMigration[]): number | null {
  const known = knownMigrations();
  const same = listed.every(({ hash, at }, index) => known[index]?.hash === hash && known[index]?.at === at);
  return same ? listed.length : null;
}

/**
 * Carries out this program's migrations from one to another in the caller's transaction, and keeps count of them as the migrator does, which
 * has a transaction of its own and can't be used in the middle of one.
 */
export async function applySteps(client: pg.ClientBase, from: number, to: number): Promise<void> {
  if (from === 0) {
    await client.query("create schema if not exists drizzle");
    await client.query(
      "create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)",
    );
  }
  for (const { hash, at, statements } of knownMigrations().slice(from, to)) {
    for (const statement of statements) await client.query(statement);
    await client.query("insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)", [
      hash,
      at,
    ]);
  }
}
