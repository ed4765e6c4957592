import { gt } from "drizzle-orm";
import type { Database, Transaction } from "../database/database.ts";
import { gatewayHeartbeats } from "./tables.ts";

/** A gateway that hasn't been heard of for this long is gone, not lagging. */
const GONE_AFTER_MS = 60_000;

export interface GatewayState {
  readonly name: string;
  readonly applied: number;
  readonly appliedAt: Date;
  /** Master keys it has at hand, by fingerprint. */
  readonly masterKeys: readonly string[];
}

/** The gateways that are alive and what each has applied. */
export async function liveGateways(database: Database | Transaction, now: Date): Promise<GatewayState[]> {
  const rows = await database
    .select()
    .from(gatewayHeartbeats)
    .where(gt(gatewayHeartbeats.at, new Date(now.getTime() - GONE_AFTER_MS)))
    .orderBy(gatewayHeartbeats.gateway);
  return rows.map((row) => ({
    name: row.gateway,
    applied: row.applied,
    appliedAt: row.appliedAt,
    masterKeys: row.masterKeys,
  }));
}
