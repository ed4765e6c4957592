import { Problem } from "../../problems/problem.ts";
import type { Member, Team } from "./store.ts";

/** @throws {Problem} not-found */
export function findMember(team: Team, accountId: string): Member {
  const found = team.members.find((member) => member.accountId === accountId);
  if (found === undefined) throw new Problem("not-found", "There is no such member of the project.");
  return found;
}
