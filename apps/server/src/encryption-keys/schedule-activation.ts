import { randomUUIDv7 } from "node:crypto";
import { type AuditEvent, appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { type ProjectNews, tellMembers } from "../projects/tell-members.ts";
import { findKey, type Which } from "./find-key.ts";
import { refuse } from "./refuse.ts";
import { whyNotActivateUnproven, whyNotSchedule, whyNotScheduleAt } from "./rules.ts";
import { endSchedule, insertSchedule, pendingScheduleOf } from "./schedule-store.ts";
import type { MastercardEncryptionKey } from "./store.ts";

const WHY_NOT_AT: Readonly<Record<NonNullable<ReturnType<typeof whyNotScheduleAt>>, string>> = {
  past: "Choose a time that is still to come.",
  "too-far": "Choose a time within a year.",
  "after-expiry": "The key expires before that. Choose an earlier time.",
};

/**
 * Has a Mastercard Encryption Key activated at a time. It takes the place of what else was scheduled in the environment, of this key or another.
 *
 * @throws {Problem} not-found, not-allowed, invalid-request, key-revoked, activating-expired-key, key-not-proven, scheduling-active-key
 */
export async function scheduleActivation(
  database: Database,
  who: Who,
  which: Which & { readonly at: Date },
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.activate");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    refuse(whyNotSchedule(key, who.now) ?? whyNotActivateUnproven(key, await readKeyPolicy(tx)));
    const wrong = whyNotScheduleAt(which.at, key, who.now);
    if (wrong !== null) {
      const detail = WHY_NOT_AT[wrong];
      throw new Problem("invalid-request", detail, { fields: [{ pointer: "/at", detail }] });
    }
    const before = await pendingScheduleOf(tx, key.environmentId);
    if (before !== null) await endSchedule(tx, before.id, who.now, "replaced");
    await insertSchedule(tx, {
      id: randomUUIDv7(),
      projectId: project.id,
      environmentId: key.environmentId,
      keyId: key.id,
      at: which.at,
      scheduledBy: who.signedIn.email,
      scheduledAt: who.now,
      endedAt: null,
      outcome: null,
      reason: null,
    });
    await appendAudit(tx, who.origin, who.now, [
      eventOf("mastercard-encryption-key.activation-scheduled", key, which.at),
    ]);
    await tellMembers(tx, who.origin, who.now, newsOf("key.activation-scheduled", key, which.at));
    return key;
  });
}

/**
 * Takes a scheduled activation back. Taking it back again finds nothing.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function cancelSchedule(
  database: Database,
  who: Who,
  which: Which,
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.activate");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    const pending = await pendingScheduleOf(tx, key.environmentId);
    if (pending === null || pending.keyId !== key.id) {
      throw new Problem("not-found", "No activation of this key is scheduled.");
    }
    await endSchedule(tx, pending.id, who.now, "cancelled");
    await appendAudit(tx, who.origin, who.now, [
      eventOf("mastercard-encryption-key.activation-cancelled", key, pending.at),
    ]);
    await tellMembers(tx, who.origin, who.now, newsOf("key.activation-cancelled", key, pending.at));
    return key;
  });
}

function eventOf(
  action: "mastercard-encryption-key.activation-scheduled" | "mastercard-encryption-key.activation-cancelled",
  key: MastercardEncryptionKey,
  at: Date,
): AuditEvent {
  return {
    projectId: key.projectId,
    action,
    subject: `mastercard-encryption-key:${key.id}`,
    after: { alias: key.alias, kid: key.kid, at: at.toISOString() },
  };
}

function newsOf(
  kind: "key.activation-scheduled" | "key.activation-cancelled",
  { projectId, environmentId, kid, alias }: MastercardEncryptionKey,
  at: Date,
): ProjectNews {
  return {
    kind,
    projectId,
    environmentId,
    facts: { keyType: "mastercard", kid, alias, at: at.toISOString() },
  };
}
