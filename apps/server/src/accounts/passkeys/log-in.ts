import { inTransaction } from "../../database/transaction.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { enter, type LogInOutcome } from "../enter.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { lockAccount } from "../store.ts";
import { makeChallenge, takeChallenge } from "./challenge.ts";
import { countIn } from "./count-in.ts";
import type { Authentication } from "./fields.ts";
import { type RefusedFor, refusePasskey } from "./refused.ts";
import { requireRelyingParty } from "./relying-party.ts";
import { findPasskey, takeCount } from "./store.ts";
import { webauthn } from "./webauthn.ts";

/**
 * Begins a log-in by passkey. Nobody is named: the authenticator shows whom it knows here.
 *
 * @returns what the browser's function takes
 * @throws {Problem} too-many-attempts, not-found
 */
export async function beginPasskeyLogIn(context: AccountsContext, caller: Caller) {
  const now = context.clock();
  const party = requireRelyingParty(context);
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "passkey-source", of: [caller.source] }, now, nobody);
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: await makeChallenge(context.database, "log-in", null, now),
    userVerification: "required",
  });
}

/**
 * Logs in by what an authenticator has signed. It has asked for a PIN, a finger or a face, so no second step follows. A count that doesn't go up
 * is refused: somebody has a copy of the key, or repeats an answer. Failures are written down.
 *
 * @throws {Problem} passkey-refused, too-many-attempts, not-found
 */
export async function logInByPasskey(
  context: AccountsContext,
  caller: Caller,
  answer: Authentication,
): Promise<LogInOutcome> {
  const now = context.clock();
  const party = requireRelyingParty(context);
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const refuse = (accountId: string | null, reason: RefusedFor) =>
    refusePasskey(context.database, nobody, now, accountId, reason);
  const { clientDataJSON } = answer.response;
  const challenge = await takeChallenge(context.database, "log-in", null, clientDataJSON, now);
  const passkey = await findPasskey(context.database, answer.id);
  if (passkey === null) return refuse(null, "unknown");
  if (challenge === null) return refuse(passkey.accountId, "challenge");
  const counter = await countIn(answer, challenge, party, passkey);
  if (counter === null) return refuse(passkey.accountId, "signature");
  const outcome = await inTransaction(context.database, async (tx) => {
    const account = await lockAccount(tx, passkey.accountId);
    if (account === null || account.removedAt !== null || !(await takeCount(tx, passkey.id, counter, now)))
      return null;
    return enter(tx, caller, account, now, "passkey");
  });
  return outcome ?? refuse(passkey.accountId, "counter");
}
