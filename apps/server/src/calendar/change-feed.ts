import { createHashedToken } from "../accounts/tokens.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { requireRole } from "../projects/require-role.ts";
import { deleteFeed, replaceFeed } from "./store.ts";

/**
 * Makes a member's calendar address for a project; the one before it ends.
 *
 * @returns the token, which is known only now: 256 random bits, of which a hash is stored
 * @throws {Problem} not-found
 */
export async function makeFeed(database: Database, who: Who, projectId: string): Promise<string> {
  const { project } = await requireRole(database, who.signedIn, projectId, "calendar.subscribe");
  const { token, tokenHash } = createHashedToken();
  await inTransaction(database, async (tx) => {
    await replaceFeed(tx, {
      tokenHash,
      projectId: project.id,
      accountId: who.signedIn.id,
      createdAt: who.now,
      readAt: null,
    });
    await appendAudit(tx, who.origin, who.now, [
      { projectId: project.id, action: "calendar-feed.made", subject: `account:${who.signedIn.id}` },
    ]);
  });
  return token;
}

/**
 * Ends a member's calendar address. Done twice, it does nothing.
 *
 * @throws {Problem} not-found
 */
export async function endFeed(database: Database, who: Who, projectId: string): Promise<void> {
  const { project } = await requireRole(database, who.signedIn, projectId, "calendar.subscribe");
  await inTransaction(database, async (tx) => {
    if (!(await deleteFeed(tx, project.id, who.signedIn.id))) return;
    await appendAudit(tx, who.origin, who.now, [
      { projectId: project.id, action: "calendar-feed.ended", subject: `account:${who.signedIn.id}` },
    ]);
  });
}
