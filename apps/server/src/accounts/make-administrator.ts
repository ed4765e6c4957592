import { appendAudit, byServer } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { wayToAdministrator } from "./administrator-rules.ts";
import type { AccountsContext } from "./context.ts";
import { FIRST_PAIR_LAPSES_AFTER_MS, hasLapsed } from "./first-pair.ts";
import { operatorRoleMail } from "./people-mails/mails.ts";
import { readerOf } from "./reader-of.ts";
import {
  type Account,
  administratorLastLost,
  lockAdministratorRequests,
  setAdministrator,
  setAdministratorAsked,
  setAdministratorNotAsked,
} from "./store.ts";
import { tellDesk } from "./tell-desk.ts";

type Context = Pick<AccountsContext, "mail" | "languagesOf">;

/**
 * Makes an operator an administrator. Where the desk has two of them, the first one asks for it and another one confirms within three days; both
 * names stand on the operator's row, where the database keeps them apart. Everybody at the desk is told of either.
 *
 * @param account locked, after the administrators
 * @param administrators how many there are, all of them locked
 * @throws {Problem} second-pair-of-eyes
 */
export async function makeAdministrator(
  tx: Transaction,
  context: Context,
  who: OperatorWho,
  account: Account,
  administrators: number,
): Promise<"done" | "waits"> {
  const { id, email } = account;
  const way = wayToAdministrator(administrators, await administratorLastLost(tx), who.now);
  if (typeof way === "object") {
    const until = way.notBefore.toISOString().slice(0, 16).replace("T", " ");
    throw new Problem(
      "second-pair-of-eyes",
      `The desk has lost an administrator these days. Until ${until} UTC nobody becomes one by you alone: add them as a reviewer, and make them an administrator then.`,
    );
  }
  const current = hasLapsed(account.administratorAskedAt, who.now)
    ? await lapse(tx, context, account, who.now)
    : account;
  const askedBy = current.administratorAskedByEmail;
  const told = { email, role: "administrator", by: who.signedIn.email } as const;
  if (way === "two" && current.administratorAskedBy === null) {
    await setAdministratorAsked(tx, id, who.signedIn, who.now);
    await tellDesk(tx, context, who.now, { ...told, kind: "asked" });
    await appendAudit(tx, who.origin, who.now, [
      { projectId: null, action: "account.administrator-asked", subject: `account:${id}`, after: { email } },
    ]);
    return "waits";
  }
  if (way === "two" && current.administratorAskedBy === who.signedIn.id) {
    throw new Problem("second-pair-of-eyes", "You have asked for it: another administrator confirms.");
  }
  await setAdministrator(tx, id, way === "two" ? who.signedIn.id : null);
  const first = way === "two" ? askedBy : null;
  await tellDesk(tx, context, who.now, { ...told, kind: "role", askedBy: first ?? "" });
  await queueMail(
    tx,
    who.now,
    operatorRoleMail(context.mail(), await readerOf(tx, context, account), "administrator"),
  );
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: null,
      action: "account.operator-role-changed",
      subject: `account:${id}`,
      before: { email, operatorRole: account.operatorRole },
      after: { email, operatorRole: "administrator", askedBy: first },
    },
  ]);
  return "done";
}

/**
 * Drops what one administrator has asked for: they take it back, another one declines it, or they go and it falls with them.
 *
 * @param account locked
 * @throws {Problem} wrong-state
 */
export async function dropRequest(
  tx: Transaction,
  context: Context,
  who: OperatorWho,
  account: Account,
): Promise<void> {
  const { id, email, administratorAskedByEmail: askedBy } = account;
  if (askedBy === null || account.operatorRole === "administrator")
    throw new Problem("wrong-state", "Nobody has asked that they become an administrator.");
  await setAdministratorNotAsked(tx, id);
  await tellDesk(tx, context, who.now, {
    kind: "dropped",
    email,
    role: "administrator",
    by: who.signedIn.email,
    askedBy,
  });
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: null,
      action: "account.administrator-dropped",
      subject: `account:${id}`,
      after: { email, askedBy },
    },
  ]);
}

/** What an administrator has asked for falls when they are none any more. */
export async function dropRequestsOf(
  tx: Transaction,
  context: Context,
  who: OperatorWho,
  askedBy: string,
): Promise<void> {
  for (const account of await lockAdministratorRequests(tx, { askedBy })) {
    await dropRequest(tx, context, who, account);
  }
}

/** @returns how many requests that nobody has confirmed in time have lapsed */
export async function lapseRequests(database: Database, context: Context, now: Date): Promise<number> {
  return inTransaction(database, async (tx) => {
    const until = new Date(now.getTime() - FIRST_PAIR_LAPSES_AFTER_MS);
    const due = await lockAdministratorRequests(tx, { until });
    for (const account of due) await lapse(tx, context, account, now);
    return due.length;
  });
}

async function lapse(tx: Transaction, context: Context, account: Account, now: Date): Promise<Account> {
  const { id, email, administratorAskedByEmail } = account;
  const askedBy = administratorAskedByEmail ?? "";
  await setAdministratorNotAsked(tx, id);
  await tellDesk(tx, context, now, { kind: "lapsed", email, role: "administrator", by: "", askedBy });
  await appendAudit(tx, byServer("administrator-lapse"), now, [
    {
      projectId: null,
      action: "account.administrator-lapsed",
      subject: `account:${id}`,
      after: { email, askedBy },
    },
  ]);
  return {
    ...account,
    administratorAskedBy: null,
    administratorAskedByEmail: null,
    administratorAskedAt: null,
  };
}
