import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { secondFactorAddedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { forgetAttempts, requireAttempt } from "../limit-attempts.ts";
import { readerOf } from "../reader-of.ts";
import { requireShown } from "../require-shown.ts";
import { endOtherSessions, setShown } from "../sessions.ts";
import { secondFactorInUse } from "./begin.ts";
import { checkCode, wrongCode } from "./check-code.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "./recovery-codes.ts";
import { confirmSecondFactor, readSecondFactor, replaceRecoveryCodes } from "./store.ts";

/**
 * Puts the app to use by its first code. The account's other sessions end: they were begun with a password alone.
 *
 * @returns recovery codes, which are shown this once
 * @throws {Problem} second-factor-not-shown (a passkey was added meanwhile), wrong-code, too-many-attempts, not-found (nothing was begun), second-factor-in-use
 */
export async function confirmSecondFactorSetUp(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly code: string },
): Promise<string[]> {
  const now = context.clock();
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  const attempt = { kind: "second-factor", of: [signedIn.id] } as const;
  await requireAttempt(context.database, attempt, now, origin);
  const begun = await readSecondFactor(context.database, signedIn.id);
  if (begun === null) throw new Problem("not-found", "Begin with the secret for the app.");
  if (begun.confirmedAt !== null) throw secondFactorInUse();
  const good = await checkCode(context, begun, input.code, now);
  const codes = makeRecoveryCodes();
  const hashes = codes.map(hashRecoveryCode).filter((hash) => hash !== null);
  await inTransaction(context.database, async (tx) => {
    await requireShown(tx, caller, signedIn, now);
    const still = await readSecondFactor(tx, signedIn.id);
    // Begun anew meanwhile: the code is of the secret before.
    if (still?.createdAt.getTime() !== begun.createdAt.getTime()) throw wrongCode();
    if (still.confirmedAt !== null) throw secondFactorInUse();
    if (good.kind !== "app" || !(await good.use(tx))) throw wrongCode();
    await forgetAttempts(tx, [attempt]);
    await confirmSecondFactor(tx, signedIn.id, now);
    await replaceRecoveryCodes(tx, signedIn.id, hashes);
    await setShown(tx, { token: caller.sessionToken, accountId: signedIn.id }, "app", now);
    const sessionsEnded = await endOtherSessions(tx, signedIn.id, caller.sessionToken);
    await queueMail(tx, now, secondFactorAddedMail(context.mail(), await readerOf(tx, context, signedIn)));
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.second-factor-added",
        subject: `account:${signedIn.id}`,
        after: { sessionsEnded },
      },
    ]);
  });
  return codes;
}
