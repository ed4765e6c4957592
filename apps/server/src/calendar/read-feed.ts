import { hashToken } from "../accounts/tokens.ts";
import type { Database } from "../database/database.ts";
import { clientKeysOf, mastercardKeysOf } from "../encryption-keys/store.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { environmentsOf, findMembership } from "../projects/store.ts";
import { type CalendarKey, calendarEvents } from "./rules.ts";
import { findFeedByToken, keyHistoryOf, setFeedRead } from "./store.ts";
import { writeCalendar } from "./write-calendar.ts";

export interface ReadFeedDeps {
  readonly database: Database;
  readonly providerName: string;
  readonly publicUrl: () => string;
}

/**
 * The calendar behind a token, as text. The same as long as nothing has changed.
 *
 * @throws {Problem} not-found, whether the token was never one, has ended, or its member has left
 */
export async function readFeed(deps: ReadFeedDeps, token: string, now: Date): Promise<string> {
  const { database } = deps;
  const tokenHash = hashToken(token);
  const feed = tokenHash === null ? null : await findFeedByToken(database, tokenHash);
  const membership = feed === null ? null : await findMembership(database, feed.projectId, feed.accountId);
  if (feed === null || membership === null)
    throw new Problem("not-found", "There is nothing at this address.");
  await setFeedRead(database, feed.tokenHash, now);
  const { project } = membership;
  const history = await keyHistoryOf(database, project.id);
  return writeCalendar({
    name: `Keys of ${project.name}`,
    description: `When the encryption keys of the project “${project.name}” at ${deps.providerName} expire, and when you are reminded of it.`,
    events: calendarEvents(
      await keysOf(database, project.id),
      await readKeyPolicy(database),
      { provider: deps.providerName, publicUrl: deps.publicUrl(), project },
      now,
    ),
    changedAt: history.lastAt ?? project.createdAt,
    sequence: history.entries,
  });
}

async function keysOf(database: Database, projectId: string): Promise<CalendarKey[]> {
  const environments = await environmentsOf(database, projectId);
  const keys = await Promise.all(
    environments.map(async ({ id }) => [
      ...(await clientKeysOf(database, id)).map((key) => ({
        ...key,
        type: "client" as const,
        alias: null,
        active: true,
      })),
      ...(await mastercardKeysOf(database, id)).map((key) => ({ ...key, type: "mastercard" as const })),
    ]),
  );
  return keys.flat();
}
