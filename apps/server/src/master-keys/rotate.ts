import { max } from "drizzle-orm";
import type { OpenedCustody } from "../custody/open-custody.ts";
import type { Database } from "../database/database.ts";
import { liveGateways } from "../key-book/in-force.ts";
import { keyBook } from "../key-book/tables.ts";
import { HOLDERS } from "./holders.ts";
import { promoteMasterKey } from "./promote.ts";
import { retireMasterKey } from "./retire.ts";
import { openAll, rewrapAll, type Unopened } from "./rewrap.ts";
import { readMasterKeys } from "./store.ts";

const LOOKS = 10;
const LOOK_MS = 300;

/** How far a rotation is. */
export type Rotation =
  | { readonly step: "none" }
  /** The new key isn't where it was: what is under the old one stays there until it is back. */
  | { readonly step: "not-at-hand"; readonly from: string | null; readonly to: string }
  /** Programs that don't have the announced key at hand. */
  | { readonly step: "announced"; readonly to: string; readonly lacking: readonly string[] }
  /** Values that don't open: nothing is lost, and nothing goes on before they are looked at. */
  | {
      readonly step: "stuck";
      readonly from: string;
      readonly to: string;
      readonly unopened: readonly Unopened[];
    }
  /** Gateways that don't know all rewrapped values yet. */
  | {
      readonly step: "rewrapped";
      readonly from: string;
      readonly to: string;
      readonly behind: readonly string[];
    }
  | { readonly step: "retired"; readonly from: string; readonly to: string };

/**
 * Carries a rotation of the master key on as far as it goes now: announced → current everywhere → every value rewrapped → every value
 * opened under the new key → every gateway knows the new values → the old key retired. What has been done is in the database alone, so it
 * can be killed at any moment, and any number of programs may do it at once.
 *
 * @throws {CustodyAway} the rest is done when the backend is back
 */
export async function carryOnRotation(
  deps: { readonly database: Database; readonly custody: OpenedCustody },
  now: Date,
): Promise<Rotation> {
  const { database, custody } = deps;
  const before = await readMasterKeys(database);
  const announced = before.find(({ state }) => state === "announced");
  if (announced !== undefined) {
    if (!(await isAtHand(custody, announced.fingerprint))) {
      return { step: "not-at-hand", from: null, to: announced.fingerprint };
    }
    const lacking = await promoteMasterKey(deps, announced, now);
    if (lacking.length > 0) return { step: "announced", to: announced.fingerprint, lacking };
  }
  const keys = announced === undefined ? before : await readMasterKeys(database);
  const from = keys.find(({ state }) => state === "previous")?.fingerprint;
  const to = keys.find(({ state }) => state === "current")?.fingerprint;
  if (from === undefined || to === undefined) return { step: "none" };

  if (!(await isAtHand(custody, to))) return { step: "not-at-hand", from, to };
  const values = { database, ring: custody.ring, holders: HOLDERS };
  const unopened = await rewrapAll(values, from, to);
  if (unopened.length === 0) unopened.push(...(await openAll(values, to)));
  if (unopened.length > 0) return { step: "stuck", from, to, unopened };

  const behind = await gatewaysBehind(database);
  if (behind.length > 0) return { step: "rewrapped", from, to, behind };
  if (!(await isAtHand(custody, to))) return { step: "not-at-hand", from, to };
  if (await retireMasterKey(database, from, now)) return { step: "retired", from, to };
  // A value under the old key was being written all the while: once more.
  return { step: "rewrapped", from, to, behind: [] };
}

/** Looked up anew: a key that this program merely remembers, while its file is gone, must not become the one that everything needs. */
async function isAtHand(custody: OpenedCustody, fingerprint: string): Promise<boolean> {
  return (await custody.ring.held()).some((key) => key.fingerprint === fingerprint);
}

/** Gives gateways a moment to apply what there is now; what is published meanwhile isn't waited for. */
async function gatewaysBehind(database: Database): Promise<string[]> {
  const [newest] = await database.select({ number: max(keyBook.number) }).from(keyBook);
  const number = newest?.number ?? 0;
  for (let look = 1; ; look += 1) {
    const behind = (await liveGateways(database)).filter(({ applied }) => applied < number);
    if (behind.length === 0 || look === LOOKS) return behind.map(({ name }) => name);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
