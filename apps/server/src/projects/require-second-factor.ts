import { eq } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import type { Standing } from "../http/ability.ts";
import { hasShownTwo } from "../http/operator-second-factor.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { isAllowed, type ProjectAction, type ProjectRole } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import type { Project } from "./store.ts";
import { environments } from "./tables.ts";

type Reader = Pick<Database, "select" | "execute">;

/**
 * Where the provider's policy wants it, who does in a project with Production what only admins do has a second factor; so has who asks for
 * Production. Reading and leaving, which every member may, need none; nor does reporting a key.
 *
 * @throws {Problem} second-factor-required
 */
export async function requireSecondFactor(
  database: Reader,
  signedIn: SignedIn,
  project: Project,
  action: ProjectAction,
): Promise<void> {
  if (needsNone(action)) return;
  const { withheld } = await standingOf(database, signedIn, { project, role: "admin" });
  if (!withheld(action)) return;
  throw new Problem(
    "second-factor-required",
    "The provider asks admins of projects with Production for a second factor. Add an authenticator app or a passkey on the page of your account, or show the one that you have; then do this again.",
  );
}

/** Where a member stands in a project, for `can`. */
export async function standingOf(
  database: Reader,
  signedIn: SignedIn,
  { project, role }: { readonly project: Project; readonly role: ProjectRole },
): Promise<Standing> {
  const all =
    role === "read-only" ||
    (await readKeyPolicy(database)).secondFactor === "choice" ||
    (await hasShownTwo(database, signedIn));
  const live = !all && (await hasProduction(database, project.id));
  return {
    role,
    withheld: (action) => !all && !needsNone(action) && (live || action === "production.request"),
  };
}

/**
 * A key that others may know harms with every call until it is reported: whoever has no second factor at hand must not have to find one first.
 * The report stops a key at once and can be used to open nothing: whoever misuses it stops calls, in the sight of the whole team and the
 * operators, who are told at the same moment. A new Mastercard Encryption Key that comes with it is not taken without a second factor.
 * Revoking waits: it is tidying up, and of a key that is in danger it is the report that is made.
 */
function needsNone(action: ProjectAction): boolean {
  return isAllowed("read-only", action) || action === "key.report-compromised";
}

/** Also while it is pending or suspended: its credentials and keys are there. */
async function hasProduction(database: Reader, projectId: string): Promise<boolean> {
  const rows = await database
    .select({ type: environments.type })
    .from(environments)
    .where(eq(environments.projectId, projectId));
  return rows.some(({ type }) => type === "production");
}
