import { randomUUIDv7 } from "node:crypto";
import type { AuditOrigin } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import type { Happening } from "../notices/kinds.ts";
import { insertNotice } from "../notices/store.ts";
import { memberIds, readEnvironment, readProject } from "./store.ts";

export type ProjectNews = Happening & {
  readonly projectId: string;
  /** Where it happened; null: in the project as a whole. */
  readonly environmentId: string | null;
};

/**
 * Tells all members of a project what has happened, whoever did it: in the bell, by mail to those who want it, and by the project's
 * webhooks. In the transaction of the change: what isn't committed is told to nobody, and members are those of that moment.
 *
 * @param origin as in the audit entry; null where it is not the partner's business which of the provider's people it was
 * @param others accounts besides the members who are told as well
 */
export async function tellMembers(
  tx: Transaction,
  origin: Pick<AuditOrigin, "actor"> | null,
  now: Date,
  news: ProjectNews,
  others: readonly string[] = [],
): Promise<void> {
  const { projectId, environmentId, kind, facts } = news;
  const project = await readProject(tx, projectId);
  if (project === null) throw new Error("news of a project that isn't there");
  const environment = environmentId === null ? null : await readEnvironment(tx, environmentId);
  const told = new Set([...(await memberIds(tx, projectId)), ...others]);
  await insertNotice(
    tx,
    {
      id: randomUUIDv7(),
      projectId,
      projectName: project.name,
      environment: environment?.type ?? null,
      kind,
      facts,
      actor: origin?.actor ?? null,
      at: now,
      mailedAt: null,
      webhooksAt: null,
    },
    [...told],
  );
}
