import { GateError } from "../problems/gate-errors.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import { readCredentials } from "./read-credentials.ts";
import { sealToken, TOKEN_LIFE_SECONDS } from "./token.ts";
import { type LogInStep, verifyCredentials } from "./verify-credentials.ts";

/**
 * POST /aggregation/v2/partners/authentication: an access token for two hours. Nothing is stored: several may live at once, and all die
 * with the credential's version.
 */
export async function logIn(body: Buffer, step: LogInStep): Promise<Answer> {
  const sent = readCredentials(body);
  const credential = await verifyCredentials(sent, step);
  const { tokenSeal } = step.secrets;
  if (tokenSeal === null) throw new GateError("not-ready", undefined, { retryAfterSeconds: 5 });
  const issuedAt = Math.floor(step.now.getTime() / 1_000);
  const token = sealToken(tokenSeal, {
    credentialId: credential.id,
    version: credential.version,
    issuedAt,
    expiresAt: issuedAt + TOKEN_LIFE_SECONDS,
  });
  return jsonAnswer(200, { token });
}
