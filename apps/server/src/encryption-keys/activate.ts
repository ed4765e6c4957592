import { type AuditOrigin, appendAudit } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import type { NoticeFacts } from "../notices/kinds.ts";
import { requireRole } from "../projects/require-role.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { findKey, type Which } from "./find-key.ts";
import { mastercardKeyEntry } from "./make-mastercard-key.ts";
import { refuse } from "./refuse.ts";
import { whyNotActivate, whyNotActivateUnproven } from "./rules.ts";
import { endSchedule, pendingScheduleOf } from "./schedule-store.ts";
import { activateMastercardKey, type MastercardEncryptionKey } from "./store.ts";

/**
 * Makes a Mastercard Encryption Key the one that answers are encrypted with; the one before it becomes inactive in the same transaction,
 * so there is no moment with two or with none. Activating the active key changes nothing.
 *
 * @throws {Problem} not-found, not-allowed, key-revoked, activating-expired-key, key-not-proven
 */
export async function activateKey(
  database: Database,
  who: Who,
  which: Which,
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.activate");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    refuse(whyNotActivate(key, who.now));
    if (key.active) return key;
    refuse(whyNotActivateUnproven(key, await readKeyPolicy(tx)));
    const changed = await activateIn(tx, key, who.origin, who.now, null);
    // What was scheduled for this key has happened; what is scheduled for another is still to come.
    const pending = await pendingScheduleOf(tx, key.environmentId);
    if (pending?.keyId === key.id) await endSchedule(tx, pending.id, who.now, "activated");
    await publish(tx, changed.map(mastercardKeyEntry));
    return { ...key, active: true };
  });
}

/**
 * The change itself and the news of it, by hand or on schedule; the caller has locked the environment, asked the rules, and publishes.
 *
 * @returns the keys that have changed, the new one first: a gateway that has seen half of it knows two active keys, never none
 */
export async function activateIn(
  tx: Transaction,
  key: MastercardEncryptionKey,
  origin: AuditOrigin,
  now: Date,
  schedule: NoticeFacts["key.activated"]["schedule"],
): Promise<MastercardEncryptionKey[]> {
  const changed = await activateMastercardKey(tx, key, now);
  const before = changed.find(({ id }) => id !== key.id);
  await appendAudit(tx, origin, now, [
    {
      projectId: key.projectId,
      action: "mastercard-encryption-key.activated",
      subject: `mastercard-encryption-key:${key.id}`,
      before: { activeAlias: before?.alias ?? null, activeKid: before?.kid ?? null },
      after: { alias: key.alias, kid: key.kid },
    },
  ]);
  await tellMembers(tx, origin, now, {
    kind: "key.activated",
    projectId: key.projectId,
    environmentId: key.environmentId,
    facts: { keyType: "mastercard", kid: key.kid, alias: key.alias, schedule },
  });
  return changed.toReversed();
}
