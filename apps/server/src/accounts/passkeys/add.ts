import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { passkeyAddedMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { readerOf } from "../reader-of.ts";
import { requireOwner } from "../require-owner.ts";
import { requireShown } from "../require-shown.ts";
import { LINK_LIFE_MS, MOST_PASSKEYS } from "../rules.ts";
import { setShown } from "../sessions.ts";
import { PASSKEY_ALGORITHMS } from "./algorithms.ts";
import { makeChallenge, takeChallenge } from "./challenge.ts";
import type { Registration } from "./fields.ts";
import { passkeyRefused } from "./refused.ts";
import { requireRelyingParty } from "./relying-party.ts";
import { countPasskeys, insertPasskey, passkeysOf } from "./store.ts";
import { webauthn } from "./webauthn.ts";

/**
 * Begins to add a passkey. The password is asked for, since the passkey opens the account from then on, and the second factor that there may
 * be. It must be kept by the authenticator
 * itself and be opened by PIN, finger or face, so that it is two factors in one.
 *
 * @returns what the browser's function takes
 * @throws {Problem} second-factor-not-shown, wrong-password, too-many-passkeys, not-found, too-many-attempts, unavailable
 */
export async function beginPasskey(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly password: string },
) {
  const party = requireRelyingParty(context);
  await requireOwner(context, caller, signedIn, input.password);
  const held = await passkeysOf(context.database, signedIn.id);
  if (held.length >= MOST_PASSKEYS) throw tooMany();
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: signedIn.email,
    userDisplayName: signedIn.name,
    userID: new Uint8Array(Buffer.from(signedIn.id.replaceAll("-", ""), "hex")),
    challenge: await makeChallenge(context.database, "add", signedIn.id, context.clock()),
    attestationType: "none",
    supportedAlgorithmIDs: PASSKEY_ALGORITHMS,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: held.map(({ id }) => ({ id })),
  });
}

/**
 * Keeps the passkey that the authenticator has made for the challenge.
 *
 * @throws {Problem} second-factor-not-shown, passkey-refused, too-many-passkeys, not-found
 */
export async function addPasskey(
  context: AccountsContext,
  caller: Caller,
  signedIn: SignedIn,
  input: { readonly name: string; readonly registration: Registration },
): Promise<void> {
  const now = context.clock();
  const party = requireRelyingParty(context);
  const { registration: response, name } = input;
  const { clientDataJSON, transports } = response.response;
  const challenge = await takeChallenge(context.database, "add", signedIn.id, clientDataJSON, now);
  if (challenge === null) throw passkeyRefused();
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: PASSKEY_ALGORITHMS,
  }).catch(() => null);
  if (verified === null || !verified.verified) throw passkeyRefused();
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  await inTransaction(context.database, async (tx) => {
    // The device has made it already, at its owner's pace.
    await requireShown(tx, caller, signedIn, now, LINK_LIFE_MS.passkey);
    if ((await countPasskeys(tx, signedIn.id)) >= MOST_PASSKEYS) throw tooMany();
    const passkey = {
      id,
      accountId: signedIn.id,
      publicKey: Buffer.from(publicKey),
      counter,
      transports,
      name,
    };
    if (!(await insertPasskey(tx, { ...passkey, createdAt: now, lastUsedAt: null }))) throw passkeyRefused();
    await setShown(tx, { token: caller.sessionToken, accountId: signedIn.id }, "passkey", now);
    await queueMail(tx, now, passkeyAddedMail(context.mail(), await readerOf(tx, context, signedIn)));
    await appendAudit(tx, auditOrigin(caller, signedIn.email, signedIn.id), now, [
      {
        projectId: null,
        action: "account.passkey-added",
        subject: `account:${signedIn.id}`,
        after: { name },
      },
    ]);
  });
}

function tooMany(): Problem {
  return new Problem(
    "too-many-passkeys",
    `An account holds at most ${MOST_PASSKEYS} passkeys. Remove one first.`,
  );
}
