import type { Database } from "../database/database.ts";
import type { Operator } from "../http/signed-in.ts";
import { companyOf, findMembership, type Project } from "./store.ts";

/** Has this operator a part in a project: as a member, or as of the partner's company? Nobody decides about their own. */
export async function hasPartIn(
  tx: Pick<Database, "select">,
  project: Pick<Project, "id" | "accountId">,
  operator: Operator,
): Promise<boolean> {
  if ((await findMembership(tx, project.id, operator.id)) !== null) return true;
  const partner = await companyOf(tx, project);
  return partner !== null && partner.id === operator.companyId;
}
