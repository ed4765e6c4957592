import { eq } from "drizzle-orm";
import { findAccount, lockAccount } from "../accounts/store.ts";
import { accounts } from "../accounts/tables.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";

/**
 * Says how many projects an account may hold. One that holds more keeps them and makes no others.
 *
 * @throws {Problem} not-found
 */
export async function limitProjects(
  database: Database,
  who: OperatorWho,
  asked: { readonly email: string; readonly projects: number },
): Promise<void> {
  await asOperator(database, who, async (tx) => {
    const found = await findAccount(tx, asked.email);
    const account = found === null ? null : await lockAccount(tx, found.id);
    if (account === null || account.operator)
      throw new Problem("not-found", "No partner has an account with this address.");
    await tx.update(accounts).set({ projectLimit: asked.projects }).where(eq(accounts.id, account.id));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "account.project-limit-changed",
        subject: `account:${account.id}`,
        before: { projects: account.projectLimit },
        after: { email: account.email, projects: asked.projects },
      },
    ]);
  });
}
