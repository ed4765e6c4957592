import { Problem } from "../problems/problem.ts";

/** One refusal for a link that is used up, expired, of another kind or made up: which of these it was is nobody's business. */
export function linkNotValid(): Problem {
  return new Problem(
    "link-not-valid",
    "This link is used up, expired or incomplete. Ask for a new one, and use the newest mail.",
  );
}
