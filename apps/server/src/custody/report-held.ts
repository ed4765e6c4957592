import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { eq, gt, sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import type { Sweeps } from "../database/sweeps.ts";
import type { KeyRing } from "./ring.ts";
import { custodyPrograms } from "./tables.ts";
import { watchBackends } from "./watch-backends.ts";

const GONE_AFTER_SECONDS = 60;

/** Watches the backends, and says in the database which master keys are at hand: a key is made current only when all programs hold it. */
export function startHeldReports(deps: {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly log: Logger;
}): Sweeps {
  const name = `${hostname()}-${process.pid}-${randomBytes(4).toString("hex")}`;
  const sweeps = watchBackends(deps.ring, deps.log, (held) => reportHeld(deps.database, name, held));
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
