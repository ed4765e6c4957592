import { Problem } from "../problems/problem.ts";
import type { KeyRefusal } from "./rules.ts";

const DETAILS: Readonly<Record<KeyRefusal, string>> = {
  "activating-expired-key": "The key has expired. Add a new one and activate that.",
  "key-not-proven":
    "The provider lets only proven keys be activated. Rehearse it first: show that you hold its private half.",
  "key-revoked": "The key is revoked, and a revoked key stays so. Add a new one.",
  "revoking-active-key": "Answers are encrypted with this key. Activate its successor first.",
  "revoking-last-client-key":
    "This is the last Client Encryption Key in force. Create its successor and let your programs use it first.",
  "scheduling-active-key": "This key is active already, so there is nothing to schedule.",
  "revoking-used-key":
    "Programs have used this key within the last day. Move them to another key first, or repeat the day's count as confirmCalls.",
};

/** What the rules have said, in words. */
export function keyProblem(refusal: KeyRefusal): Problem {
  return new Problem(refusal, DETAILS[refusal]);
}

/** @throws {Problem} unless the rules have nothing against it */
export function refuse(refusal: KeyRefusal | null): void {
  if (refusal !== null) throw keyProblem(refusal);
}
