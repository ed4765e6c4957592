import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { identityLinkedMail, identityUnlinkedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { LINK_LIFE_MS } from "../rules.ts";
import { beginFlow } from "./begin.ts";
import { finishFlow } from "./finish.ts";
import type { IdentityService } from "./service.ts";
import { deleteIdentities, insertIdentity } from "./store.ts";

/**
 * Begins to link an identity. The password is asked for, and the second factor that there may be, since who is linked can log in from then on.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-attempts, identity-service-away, unavailable
 */
export async function beginLink(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
): Promise<{ address: string; token: string }> {
  await requireOwner(context, caller, signedIn, input.password);
  const flow = { purpose: "link", accountId: signedIn.id, projectId: null } as const;
  return beginFlow({ ...context, service }, caller, flow);
}

/**
 * Links the identity that the browser comes back with to the account that is logged in, which is the one that has begun it.
 *
 * @throws {Problem} second-factor-not-shown, identity-taken, log-in-expired, identity-refused, identity-service-away
 */
export async function finishLink(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  signedIn: SignedIn,
  brought: { readonly token: string; readonly query: string },
): Promise<void> {
  const flow = { ...brought, purpose: "link", accountId: signedIn.id, projectId: null } as const;
  const identity = await finishFlow({ ...context, service }, flow, "id-token");
  const now = context.clock();
  await inTransaction(context.database, async (tx) => {
    // The way to the service and back takes a while.
    await requireShown(tx, caller, signedIn, now, LINK_LIFE_MS["identity-flow"]);
    const { issuer, subject } = identity;
    if (!(await insertIdentity(tx, { issuer, subject, accountId: signedIn.id, linkedAt: now }))) {
      throw new Problem(
        "identity-taken",
        `Either this identity of ${service.name} is linked to an account already, or your account to another identity. Unlink that first.`,
      );
    }
    const reader = await readerOf(tx, context, signedIn);
    await queueMail(tx, now, identityLinkedMail(context.mail(), reader, service.name));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      {
        projectId: null,
        action: "account.identity-linked",
        subject: `account:${signedIn.id}`,
        after: { issuer },
      },
    ]);
  });
}

/**
 * From then on the identity opens this account no more.
 *
 * @throws {Problem} second-factor-not-shown, wrong-password, not-found, too-many-attempts, unavailable
 */
export async function unlinkIdentity(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
): Promise<void> {
  await requireOwner(context, caller, signedIn, input.password);
  const now = context.clock();
  await inTransaction(context.database, async (tx) => {
    await requireShown(tx, caller, signedIn, now);
    if (!(await deleteIdentities(tx, signedIn.id))) {
      throw new Problem("not-found", "No identity is linked to your account.");
    }
    const reader = await readerOf(tx, context, signedIn);
    await queueMail(tx, now, identityUnlinkedMail(context.mail(), reader, service.name));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      { projectId: null, action: "account.identity-unlinked", subject: `account:${signedIn.id}` },
    ]);
  });
}
