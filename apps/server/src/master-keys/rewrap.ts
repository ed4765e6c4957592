import { CustodyAway, CustodyError } from "../custody/custody.ts";
import type { Holder } from "../custody/holder.ts";
import type { KeyRing } from "../custody/ring.ts";
import type { Database } from "../database/database.ts";
import { eachValue } from "./each-value.ts";

/** A value that doesn't open, by holder and row. */
export interface Unopened {
  readonly holder: string;
  readonly id: string;
  readonly reason: string;
}

/** More than this of them are counted by their absence. */
export const MOST_NAMED = 20;

/**
 * Wraps each value that is under `from` anew under `to`. Each is opened under its new key before it takes the place of the old one, and only
 * then. It can be killed at any value and goes on with the next one.
 *
 * @returns the values that don't open under `from`; they are left as they are
 * @throws {CustodyAway}
 */
export async function rewrapAll(
  deps: { readonly database: Database; readonly ring: KeyRing; readonly holders: readonly Holder[] },
  from: string,
  to: string,
): Promise<Unopened[]> {
  const old = await deps.ring.find(from);
  const fresh = await deps.ring.find(to);
  const unopened: Unopened[] = [];
  for (const holder of deps.holders) {
    await eachValue(deps.database, holder, from, async (held) => {
      try {
        const value = await old.unwrap(held.value, held.context);
        const wrapped = await fresh.wrap(value, held.context);
        const again = await fresh.unwrap(wrapped, held.context);
        const same = again.equals(value);
        value.fill(0);
        again.fill(0);
        if (!same) throw new CustodyError("under the new master key it opens to another value");
        await holder.replace(deps.database, held, wrapped);
      } catch (error) {
        note(unopened, holder, held.id, error);
      }
    });
  }
  return unopened;
}

/**
 * Opens every value there is.
 *
 * @param masterKey only those under this one; null: each under the one it names
 * @returns those that don't open
 * @throws {CustodyAway}
 */
export async function openAll(
  deps: { readonly database: Database; readonly ring: KeyRing; readonly holders: readonly Holder[] },
  masterKey: string | null,
): Promise<Unopened[]> {
  const unopened: Unopened[] = [];
  for (const holder of deps.holders) {
    await eachValue(deps.database, holder, null, async ({ id, context, value }) => {
      try {
        // What is under another one is no damage: it was being written while the others were rewrapped.
        if (masterKey !== null && value.masterKey !== masterKey) return;
        const key = await deps.ring.find(value.masterKey);
        (await key.unwrap(value, context)).fill(0);
      } catch (error) {
        note(unopened, holder, id, error);
      }
    });
  }
  return unopened;
}

function note(unopened: Unopened[], holder: Holder, id: string, error: unknown): void {
  // Of a backend that is away nothing can be said; what isn't custody's fault is nobody's to swallow.
  if (!(error instanceof CustodyError) || error instanceof CustodyAway) throw error;
  if (unopened.length < MOST_NAMED) unopened.push({ holder: holder.name, id, reason: error.message });
}
