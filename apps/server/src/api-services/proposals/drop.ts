import { FIRST_PAIR_LAPSES_AFTER_MS } from "../../accounts/first-pair.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { OperatorWho } from "../../http/signed-in.ts";
import type { DeskSetting } from "../../notices/mail-operators.ts";
import { settleUnchanged } from "./settle.ts";
import { lockOpenProposalsOf, lockProposal, openSince } from "./store.ts";

const MOST_AT_ONCE = 100;

/** What somebody has proposed falls with their right to: one pair of eyes is gone, and another one proposes anew. */
export async function dropProposalsOf(
  tx: Transaction,
  setting: DeskSetting,
  who: OperatorWho,
  accountId: string,
): Promise<void> {
  for (const proposal of await lockOpenProposalsOf(tx, accountId)) {
    await settleUnchanged(tx, setting, proposal, "dropped", who, who.now);
  }
}

/**
 * Drops what nobody has confirmed in time.
 *
 * @returns how many have lapsed
 */
export async function lapseProposals(database: Database, setting: DeskSetting, now: Date): Promise<number> {
  const since = new Date(now.getTime() - FIRST_PAIR_LAPSES_AFTER_MS);
  let lapsed = 0;
  for (const id of await openSince(database, since, MOST_AT_ONCE)) {
    await inTransaction(database, async (tx) => {
      const proposal = await lockProposal(tx, id);
      if (proposal === null || proposal.state !== "open") return;
      await settleUnchanged(tx, setting, proposal, "lapsed", null, now);
      lapsed += 1;
    });
  }
  return lapsed;
}
