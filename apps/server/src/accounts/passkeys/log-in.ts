import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { enter, type LogInOutcome } from "../enter.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { lockAccount } from "../store.ts";
import { makeChallenge, takeChallenge } from "./challenge.ts";
import type { Authentication } from "./fields.ts";
import { passkeyRefused, type RefusedFor } from "./refused.ts";
import { type RelyingParty, requireRelyingParty } from "./relying-party.ts";
import { findPasskey, type Passkey, takeCount } from "./store.ts";

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
  const { clientDataJSON } = answer.response;
  const challenge = await takeChallenge(context.database, "log-in", null, clientDataJSON, now);
  const passkey = await findPasskey(context.database, answer.id);
  if (passkey === null) return refuse("unknown", null);
  if (challenge === null) return refuse("challenge", passkey.accountId);
  const counter = await countIn(answer, challenge, party, passkey);
  if (counter === null) return refuse("signature", passkey.accountId);
  const outcome = await inTransaction(context.database, async (tx) => {
    const account = await lockAccount(tx, passkey.accountId);
    if (account === null || !(await takeCount(tx, passkey.id, counter, now))) return null;
    return enter(tx, caller, account, now, "passkey");
  });
  return outcome ?? refuse("counter", passkey.accountId);

  async function refuse(reason: RefusedFor, accountId: string | null): Promise<never> {
    await inTransaction(context.database, (tx) =>
      appendAudit(tx, nobody, now, [
        {
          projectId: null,
          action: "account.passkey-refused",
          subject: accountId === null ? "account:none" : `account:${accountId}`,
          after: { reason },
        },
      ]),
    );
    throw passkeyRefused();
  }
}

/** The authenticator's count, if it has signed this challenge for this desk; null: it hasn't. What the count must be is looked at under a lock. */
async function countIn(
  answer: Authentication,
  challenge: string,
  party: RelyingParty,
  passkey: Passkey,
): Promise<number | null> {
  const verified = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    requireUserVerification: true,
  }).catch(() => null);
  return verified?.verified === true ? verified.authenticationInfo.newCounter : null;
}
