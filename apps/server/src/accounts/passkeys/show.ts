import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { type Attempt, forgetAttempts, requireAttempt } from "../limit-attempts.ts";
import { setShown } from "../sessions.ts";
import { lockAccount } from "../store.ts";
import { makeChallenge, takeChallenge } from "./challenge.ts";
import { countIn } from "./count-in.ts";
import type { Authentication } from "./fields.ts";
import { type RefusedFor, refusePasskey } from "./refused.ts";
import { requireRelyingParty } from "./relying-party.ts";
import { findPasskey, passkeysOf, takeCount } from "./store.ts";
import { webauthn } from "./webauthn.ts";

/**
 * Begins to show a passkey in the session that asks: one of the account's own.
 *
 * @returns what the browser's function takes
 * @throws {Problem} not-found where there is none, too-many-attempts
 */
export async function beginShowPasskey(context: AccountsContext, caller: Caller, signedIn: SignedIn) {
  const now = context.clock();
  const party = requireRelyingParty(context);
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  await requireAttempt(context.database, { kind: "passkey-source", of: [caller.source] }, now, origin);
  const held = await passkeysOf(context.database, signedIn.id);
  if (held.length === 0) throw new Problem("not-found", "You have no passkey.");
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: await makeChallenge(context.database, "show", signedIn.id, now),
    allowCredentials: held.map(({ id }) => ({ id })),
    userVerification: "required",
  });
}

/**
 * Shows a passkey by what the authenticator has signed: for a while the session may change the ways into the account. Failures are written down.
 *
 * @throws {Problem} passkey-refused, too-many-attempts, not-found, not-logged-in
 */
export async function showPasskey(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  answer: Authentication,
): Promise<void> {
  const now = context.clock();
  const { database } = context;
  const party = requireRelyingParty(context);
  const origin = auditOrigin(caller, signedIn.email, signedIn.id);
  const attempt: Attempt = { kind: "second-factor", of: [signedIn.id] };
  await requireAttempt(database, attempt, now, origin);
  const refuse = (reason: RefusedFor) => refusePasskey(database, origin, now, signedIn.id, reason);
  const challenge = await takeChallenge(database, "show", signedIn.id, answer.response.clientDataJSON, now);
  const passkey = await findPasskey(database, answer.id);
  if (passkey === null || passkey.accountId !== signedIn.id) return refuse("unknown");
  if (challenge === null) return refuse("challenge");
  const counter = await countIn(answer, challenge, party, passkey);
  if (counter === null) return refuse("signature");
  const shown = await inTransaction(database, async (tx) => {
    await lockAccount(tx, signedIn.id);
    if (!(await takeCount(tx, passkey.id, counter, now))) return false;
    const session = { token: caller.sessionToken, accountId: signedIn.id };
    if (!(await setShown(tx, session, "passkey", now)))
      throw new Problem("not-logged-in", "Log in to go on.");
    await forgetAttempts(tx, [attempt]);
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.second-factor-shown",
        subject: `account:${signedIn.id}`,
        after: { by: "passkey" },
      },
    ]);
    return true;
  });
  if (!shown) return refuse("counter");
}
