import { randomUUIDv7 } from "node:crypto";
import type { ApiService } from "../api-services/store.ts";
import { appendAudit } from "../audit/append.ts";
import { insertCredential } from "../credentials/store.ts";
import type { Transaction } from "../database/database.ts";
import { entriesOf, eventsOf, type FirstSet } from "../encryption-keys/first-set.ts";
import { insertClientKey, insertMastercardKey } from "../encryption-keys/store.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { Environment } from "../projects/store.ts";
import type { Plan } from "./rules.ts";

/** A Production environment that waits for approval. */
export function newProduction(projectId: string, service: ApiService, plan: Plan, now: Date): Environment {
  return {
    id: randomUUIDv7(),
    projectId,
    apiService: service.id,
    type: "production",
    plan,
    status: "pending",
    payloadPolicy: service.payloadPolicy,
    createdAt: now,
    endsAt: null,
    endReason: null,
    products: null,
    upstreamUrl: null,
    suspendedFrom: null,
  };
}

/**
 * Stores credentials and keys of an environment that is stored already, and tells the gateways of all of it: the last that a transaction does.
 */
export async function storeProduction(
  tx: Transaction,
  who: Pick<Who, "origin" | "now">,
  made: FirstSet,
): Promise<void> {
  await insertCredential(tx, made.credential.credential);
  if (made.clientKey !== null) await insertClientKey(tx, made.clientKey);
  if (made.mastercardKey !== null) await insertMastercardKey(tx, made.mastercardKey);
  await appendAudit(tx, who.origin, who.now, eventsOf(made));
  await publish(tx, entriesOf(made));
}
