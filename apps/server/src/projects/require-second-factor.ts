import { eq } from "drizzle-orm";
import { hasSecondFactor } from "../accounts/second-factor/check-code.ts";
import type { Database } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { isAllowed, type ProjectAction } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { Project } from "./store.ts";
import { environments } from "./tables.ts";

/**
 * Where the provider's policy wants it, who does in a project with Production what only admins do has a second factor; so has who asks for
 * Production. Reading and leaving, which every member may, need none.
 *
 * @throws {Problem} second-factor-required
 */
export async function requireSecondFactor(
  database: Pick<Database, "select">,
  signedIn: SignedIn,
  project: Project,
  action: ProjectAction,
): Promise<void> {
  if (isAllowed("read-only", action)) return;
  if ((await readKeyPolicy(database)).secondFactor === "choice") return;
  if (action !== "production.request" && !(await hasProduction(database, project.id))) return;
  if (await hasSecondFactor(database, signedIn.id)) return;
  throw new Problem(
    "second-factor-required",
    "The provider asks admins of projects with Production for a second factor. Set up an authenticator app on the page of your account, then do this again.",
  );
}

/** Also while it is pending or suspended: its credentials and keys are there. */
async function hasProduction(database: Pick<Database, "select">, projectId: string): Promise<boolean> {
  const rows = await database
    .select({ type: environments.type })
    .from(environments)
    .where(eq(environments.projectId, projectId));
  return rows.some(({ type }) => type === "production");
}
