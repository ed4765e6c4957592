import { Problem } from "../../problems/problem.ts";

/** Why an answer of an authenticator is refused, for the trail. */
export type RefusedFor = "unknown" | "challenge" | "signature" | "counter";

/** One refusal for all reasons: which of them it was helps nobody who means well. */
export function passkeyRefused(): Problem {
  return new Problem(
    "passkey-refused",
    "This passkey could not be accepted. Try again; if it stays, log in with your password and add the passkey anew.",
  );
}
