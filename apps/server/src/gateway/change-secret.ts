import { GateError } from "../problems/gate-errors.ts";
import type { Answer } from "./answer.ts";
import { isOver } from "./check-secret.ts";
import type { Desk } from "./desk.ts";
import type { Follower } from "./follow.ts";
import { readCredentials } from "./read-credentials.ts";
import { type LogInStep, verifyForChange } from "./verify-credentials.ts";

/** As published: 12 to 255 of these, at least one letter and one digit. */
const NEW_SECRET = /^(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9!@#$%&*_\-+]{12,255}$/;
const IN_FORCE_MS = 5_000;
const DONE: Answer = { status: 204, headers: { "cache-control": "no-store" }, body: null };

/**
 * PUT /aggregation/v2/partners/authentication: the partner chooses a new secret. The desk makes the change; the answer waits until it is
 * in force here, so that the caller's next log-in works with the new secret and, where it asked so, not with the old.
 */
export async function changeSecret(
  body: Buffer,
  step: LogInStep,
  desk: Desk,
  follower: Follower,
): Promise<Answer> {
  const sent = readCredentials(body);
  const { newPartnerSecret, immediate = true } = sent.more;
  if (typeof newPartnerSecret !== "string" || newPartnerSecret === "") {
    throw new GateError("missing-parameter", "newPartnerSecret");
  }
  if (typeof immediate !== "boolean") throw new GateError("bad-request", "immediate is true or false");
  const { credential, repeated } = await verifyForChange(sent, newPartnerSecret, step);
  if (!NEW_SECRET.test(newPartnerSecret)) {
    throw new GateError(
      "invalid-new-secret",
      "12 to 255 letters, digits and !@#$%&*_-+, with at least one letter and one digit",
    );
  }
  const [current, ...old] = credential.secrets;
  if (current === undefined) throw new GateError("invalid-credentials");
  const nothingLeft = !immediate || old.every((secret) => isOver(secret, step.now));
  if (repeated && nothingLeft) return DONE;
  const result = await desk.changePartnerSecret({
    credentialId: credential.id,
    newSecret: newPartnerSecret,
    immediate,
    ifVerifier: current.verifier,
  });
  if (!result.ok) {
    if (result.reason === "too-many-secrets") throw new GateError("too-many-secrets");
    if (result.reason === "changed-meanwhile") throw new GateError("secret-changed-meanwhile");
    if (result.reason === "gone") throw new GateError("partner-not-found");
    const unsure = "it is not known whether the Partner Secret was changed: send the same request again";
    throw new GateError(
      "not-ready",
      result.reason === "unknown" ? unsure : "the Partner Secret is as it was",
      {
        retryAfterSeconds: 5,
      },
    );
  }
  if (!(await follower.waitFor(result.number, IN_FORCE_MS))) {
    throw new GateError("not-ready", "the new Partner Secret is stored and comes into force shortly", {
      retryAfterSeconds: 5,
    });
  }
  return DONE;
}
