import { randomUUIDv7 } from "node:crypto";
import { hasLapsed } from "../../accounts/first-pair.ts";
import { appendAudit } from "../../audit/append.ts";
import type { Transaction } from "../../database/database.ts";
import type { OperatorWho } from "../../http/signed-in.ts";
import type { DeskSetting } from "../../notices/mail-operators.ts";
import { Problem } from "../../problems/problem.ts";
import { type Difference, written } from "../service-fields.ts";
import type { ApiService } from "../store.ts";
import { settleUnchanged } from "./settle.ts";
import { insertProposal, lockProposal, readOpenProposal } from "./store.ts";
import { tellOperators } from "./tell-operators.ts";

/**
 * Keeps a change of a service until another administrator confirms it, and tells every operator. One that has waited too long makes room.
 *
 * @param service with its row locked: proposals of a service come one after the other
 * @throws {Problem} api-service-change-waits
 */
export async function proposeChange(
  tx: Transaction,
  setting: DeskSetting,
  who: OperatorWho,
  service: ApiService,
  { before, after }: Difference,
): Promise<void> {
  await makeRoom(tx, setting, service.id, who.now);
  const { id: proposedBy, email: proposedByEmail } = who.signedIn;
  await insertProposal(tx, {
    id: randomUUIDv7(),
    serviceId: service.id,
    version: service.version,
    before,
    after,
    proposedBy,
    proposedByEmail,
    proposedAt: who.now,
    state: "open",
  });
  const { id, name } = service;
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: null,
      action: "api-service.change-proposed",
      subject: `api-service:${id}`,
      before: { ...written(before), name },
      after: { ...written(after), name: after.name ?? name },
    },
  ]);
  const told = { service: { id, name }, by: proposedByEmail, askedBy: proposedByEmail, before, after };
  await tellOperators(tx, setting, who.now, { kind: "proposed", ...told });
}

async function makeRoom(tx: Transaction, setting: DeskSetting, serviceId: string, now: Date): Promise<void> {
  const seen = await readOpenProposal(tx, serviceId);
  const waits = seen === null ? null : await lockProposal(tx, seen.id);
  if (waits === null || waits.state !== "open") return;
  if (hasLapsed(waits.proposedAt, now)) {
    await settleUnchanged(tx, setting, waits, "lapsed", null, now);
    return;
  }
  throw new Problem(
    "api-service-change-waits",
    `A change that ${waits.proposedByEmail} has proposed waits for a second administrator. Nothing of yours was stored: have that one confirmed, declined or taken back first.`,
  );
}
