import type { Logger } from "pino";
import { appendAudit, byServer } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { publish } from "../key-book/publish.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { activateIn } from "./activate.ts";
import { findKey } from "./find-key.ts";
import { mastercardKeyEntry } from "./make-mastercard-key.ts";
import { keyProblem } from "./refuse.ts";
import { whyNotActivate, whyNotActivateUnproven } from "./rules.ts";
import { dueSchedules, endSchedule, type Schedule } from "./schedule-store.ts";

const ORIGIN = byServer("scheduled-activation");
const MOST_AT_ONCE = 100;

/**
 * Activates what was scheduled and is due, by the same rules as by hand, and tells the team of it or of why not. Each schedule is one transaction:
 * with several workers one of them carries it out, and after a crash it is still due. One that fails doesn't hold up the others.
 *
 * @returns how many have ended
 */
export async function carryOutSchedules(
  database: Database,
  now: Date,
  log: Pick<Logger, "warn">,
): Promise<number> {
  let ended = 0;
  for (const schedule of await dueSchedules(database, now, MOST_AT_ONCE)) {
    try {
      if (await inTransaction(database, (tx) => carryOut(tx, schedule, now))) ended += 1;
    } catch (error) {
      log.warn({ err: error, schedule: schedule.id }, "a scheduled activation failed and is tried again");
    }
  }
  return ended;
}

async function carryOut(tx: Transaction, schedule: Schedule, now: Date): Promise<boolean> {
  const key = await findKey(tx, "mastercard", schedule.projectId, schedule.keyId);
  const refusal =
    whyNotActivate(key, now) ?? (key.active ? null : whyNotActivateUnproven(key, await readKeyPolicy(tx)));
  const at = schedule.at.toISOString();
  const outcome = refusal === null ? "activated" : "refused";
  // The environment is locked: whoever was here first has ended it.
  if (!(await endSchedule(tx, schedule.id, now, outcome, refusal))) return false;
  const activated =
    refusal === null && !key.active
      ? await activateIn(tx, key, ORIGIN, now, { at, by: schedule.scheduledBy })
      : [];
  if (refusal !== null) {
    await appendAudit(tx, ORIGIN, now, [
      {
        projectId: key.projectId,
        action: "mastercard-encryption-key.activation-refused",
        subject: `mastercard-encryption-key:${key.id}`,
        after: { alias: key.alias, kid: key.kid, at, reason: refusal },
      },
    ]);
    await tellMembers(tx, ORIGIN, now, {
      kind: "key.activation-refused",
      projectId: key.projectId,
      environmentId: key.environmentId,
      facts: {
        keyType: "mastercard",
        kid: key.kid,
        alias: key.alias,
        at,
        scheduledBy: schedule.scheduledBy,
        reason: keyProblem(refusal).message,
      },
    });
  }
  if (activated.length > 0) await publish(tx, activated.map(mastercardKeyEntry));
  return true;
}
