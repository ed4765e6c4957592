import type { Authentication } from "./fields.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { Passkey } from "./store.ts";
import { webauthn } from "./webauthn.ts";

/** The authenticator's count, if it has signed this challenge for this desk; null: it hasn't. What the count must be is looked at under a lock. */
export async function countIn(
  answer: Authentication,
  challenge: string,
  party: RelyingParty,
  passkey: Passkey,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await webauthn();
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
