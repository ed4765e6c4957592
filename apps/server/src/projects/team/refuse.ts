import { Problem } from "../../problems/problem.ts";
import { MOST_ADMINS, MOST_MEMBERS } from "./rules.ts";

const SAID = {
  "too-many-members": `A project has at most ${MOST_MEMBERS} members, invitations counted: remove somebody or withdraw an invitation first.`,
  "too-many-admins": `A project has at most ${MOST_ADMINS} admins, invitations counted: make an admin read-only first.`,
  "last-admin": "A project keeps an admin: make another member an admin first.",
} as const;

/** @throws {Problem} unless there is nothing against it */
export function refuse(reason: keyof typeof SAID | null): void {
  if (reason !== null) throw new Problem(reason, SAID[reason]);
}
