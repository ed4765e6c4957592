import type { OpenedCustody } from "../custody/open-custody.ts";
import type { MasterKeyState } from "../custody/tables.ts";
import type { Database } from "../database/database.ts";
import { HOLDERS } from "./holders.ts";
import { openAll, type Unopened } from "./rewrap.ts";
import { readMasterKeys, readRetired } from "./store.ts";

export interface ExaminedKey {
  readonly fingerprint: string;
  /** `unused`: at hand, and the database has never heard of it. */
  readonly state: MasterKeyState | "retired" | "unused";
  /** Where it is now; null: nowhere. */
  readonly place: string | null;
  /** Values wrapped under it. */
  readonly values: number;
}

export interface Examination {
  readonly keys: readonly ExaminedKey[];
  readonly holders: readonly { readonly name: string; readonly values: number }[];
  /** Backends that can't be reached. */
  readonly away: readonly string[];
  readonly unopened: readonly Unopened[];
  /** Every key that is needed is at hand, and every value opens. */
  readonly well: boolean;
}

/** What is where, and that every wrapped value opens. It changes nothing. */
export async function examineCustody(deps: {
  readonly database: Database;
  readonly custody: OpenedCustody;
}): Promise<Examination> {
  const { database, custody } = deps;
  const held = await custody.ring.held();
  const away = custody.ring.away();
  const counts = await Promise.all(HOLDERS.map((holder) => holder.count(database)));
  const known = await readMasterKeys(database);
  const retired = await readRetired(database);
  const states = new Map<string, ExaminedKey["state"]>([
    ...held.map(({ fingerprint }) => [fingerprint, "unused"] as const),
    ...retired.map(({ fingerprint }) => [fingerprint, "retired"] as const),
    ...known.map(({ fingerprint, state }) => [fingerprint, state] as const),
  ]);
  const keys = [...states].map(([fingerprint, state]) => ({
    fingerprint,
    state,
    place: held.find((key) => key.fingerprint === fingerprint)?.backend.place ?? null,
    values: counts.reduce((sum, count) => sum + (count.get(fingerprint) ?? 0), 0),
  }));
  const unopened =
    away.length === 0 ? await openAll({ database, ring: custody.ring, holders: HOLDERS }, null) : [];
  return {
    keys,
    holders: HOLDERS.map(({ name }, index) => ({
      name,
      values: [...(counts[index]?.values() ?? [])].reduce((sum, count) => sum + count, 0),
    })),
    away,
    unopened,
    well:
      away.length === 0 &&
      unopened.length === 0 &&
      keys.every((key) => key.values === 0 || key.place !== null),
  };
}
