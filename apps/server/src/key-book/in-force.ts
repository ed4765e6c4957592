import { gt, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { gatewayHeartbeats } from "./tables.ts";

/** A gateway that hasn't been heard of for this long is gone, not lagging. */
const GONE_AFTER_SECONDS = 60;

export interface GatewayState {
  readonly name: string;
  readonly applied: number;
  readonly appliedAt: Date;
  /** Master keys it has at hand, by fingerprint. */
  readonly masterKeys: readonly string[];
}

/** The gateways that are alive and what each has applied. The database's clock alone counts: machines' clocks differ. */
export async function liveGateways(database: Database | Transaction): Promise<GatewayState[]> {
  const rows = await database
    .select()
    .from(gatewayHeartbeats)
    .where(gt(gatewayHeartbeats.at, sql`now() - make_interval(secs => ${GONE_AFTER_SECONDS})`))
    .orderBy(gatewayHeartbeats.gateway);
  return rows.map((row) => ({
    name: row.gateway,
    applied: row.applied,
    appliedAt: row.appliedAt,
    masterKeys: row.masterKeys,
  }));
}
