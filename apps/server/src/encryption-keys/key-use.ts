import type { Database } from "../database/database.ts";

/** Calls with a key, as gateways have counted them. */
export interface KeyUse {
  readonly lastUsedAt: Date | null;
  /** In the last hour, day and week; day and week are made of whole UTC hours, so they say up to an hour more. */
  readonly calls: { readonly hour: number; readonly day: number; readonly week: number };
}

/** Where a use case learns of them: counts are another room's, above this one. */
export type UseOfKey = (tx: Pick<Database, "select">, keyId: string, now: Date) => Promise<KeyUse>;
