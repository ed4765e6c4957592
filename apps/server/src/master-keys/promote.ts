import { appendAudit } from "../audit/append.ts";
import { opensCheckValue } from "../custody/check-value.ts";
import type { OpenedCustody } from "../custody/open-custody.ts";
import { livePrograms } from "../custody/report-held.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { liveGateways } from "../key-book/in-force.ts";
import { BY_WORKER } from "./origin.ts";
import { lockMasterKeys, type MasterKeyRow, moveMasterKey } from "./store.ts";

/**
 * Makes the announced key the current one, once this program and every gateway, portal and worker that is alive have it at hand: from here
 * on new values are wrapped under it.
 *
 * @returns programs that don't have it yet; empty: it is current
 */
export async function promoteMasterKey(
  deps: { readonly database: Database; readonly custody: OpenedCustody },
  announced: MasterKeyRow,
  now: Date,
): Promise<string[]> {
  const { database, custody } = deps;
  const key = await custody.ring.find(announced.fingerprint);
  if (announced.checkValue !== null) await opensCheckValue(key, announced.checkValue);
  const lacking = [...(await liveGateways(database)), ...(await livePrograms(database))]
    .filter(({ masterKeys }) => !masterKeys.includes(announced.fingerprint))
    .map(({ name }) => name);
  if (lacking.length > 0) return lacking;
  await inTransaction(database, async (tx) => {
    const keys = await lockMasterKeys(tx);
    // Another program may have promoted or withdrawn it meanwhile.
    if (
      !keys.some(({ fingerprint, state }) => fingerprint === announced.fingerprint && state === "announced")
    )
      return;
    const current = keys.find(({ state }) => state === "current");
    if (current !== undefined) await moveMasterKey(tx, current.fingerprint, "current", "previous");
    await moveMasterKey(tx, announced.fingerprint, "announced", "current");
    await appendAudit(tx, BY_WORKER, now, [
      {
        projectId: null,
        action: "master-key.current",
        subject: `master-key:${announced.fingerprint}`,
        before: { current: current?.fingerprint ?? null },
        after: { current: announced.fingerprint },
      },
    ]);
  });
  return [];
}
