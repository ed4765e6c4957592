import type { Transaction } from "../database/database.ts";
import type { Who } from "../http/signed-in.ts";
import type { NoticeFacts } from "../notices/kinds.ts";
import { tellMembers } from "../projects/tell-members.ts";
import type { Owner } from "./store.ts";

/** Tells the members of a change of their webhook: whoever has an admin's session could silence alarms by it. The provider's has no members. */
export async function tellOfChange(
  tx: Transaction,
  who: Who,
  owner: Owner,
  facts: NoticeFacts["webhook.changed"],
): Promise<void> {
  if (owner === null) return;
  await tellMembers(tx, who.origin, who.now, {
    kind: "webhook.changed",
    projectId: owner,
    environmentId: null,
    facts,
  });
}
