import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { eq, gt, sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import { type Sweeps, startSweeps } from "../database/sweeps.ts";
import type { KeyRing } from "./ring.ts";
import { custodyPrograms } from "./tables.ts";

const EVERY_MS = 5_000;
const GONE_AFTER_SECONDS = 60;

/**
 * Says in the database which master keys this program has at hand, and in the log when a place can't be reached: a key is made current
 * only when all programs hold it.
 */
export function startHeldReports(deps: {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly log: Logger;
}): Sweeps {
  const name = `${hostname()}-${process.pid}-${randomBytes(4).toString("hex")}`;
  let told = "";
  const sweeps = startSweeps({
    everyMs: EVERY_MS,
    async work() {
      const held = (await deps.ring.held()).map(({ fingerprint }) => fingerprint);
      const away = deps.ring.away().join("; ");
      if (away !== told && away === "") deps.log.info("all master keys can be reached again");
      if (away !== told && away !== "") deps.log.error({ away }, "master keys can't be reached");
      told = away;
      await reportHeld(deps.database, name, held);
    },
    failed: "what master keys are at hand could not be said",
    log: deps.log,
  });
  return {
    async stop() {
      await sweeps.stop();
      await deps.database.delete(custodyPrograms).where(eq(custodyPrograms.name, name));
    },
  };
}

export async function reportHeld(database: Database, name: string, held: readonly string[]): Promise<void> {
  const masterKeys = [...held];
  await database
    .insert(custodyPrograms)
    .values({ name, masterKeys, at: sql`now()` })
    .onConflictDoUpdate({ target: custodyPrograms.name, set: { masterKeys, at: sql`now()` } });
}

/** Programs that are alive, by the database's clock, with what they have at hand. */
export async function livePrograms(
  database: Pick<Database, "select">,
): Promise<{ name: string; masterKeys: readonly string[] }[]> {
  return database
    .select({ name: custodyPrograms.name, masterKeys: custodyPrograms.masterKeys })
    .from(custodyPrograms)
    .where(gt(custodyPrograms.at, sql`now() - make_interval(secs => ${GONE_AFTER_SECONDS})`))
    .orderBy(custodyPrograms.name);
}
