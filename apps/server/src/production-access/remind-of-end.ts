import { and, eq, gt, isNull, lte, ne } from "drizzle-orm";
import { operatorIds } from "../accounts/store.ts";
import { appendAudit, byServer } from "../audit/append.ts";
import { daysToEnd, END_REMINDER_DAYS } from "../contracts/rules.ts";
import { contracts } from "../contracts/tables.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { lockEnvironment } from "../projects/store.ts";
import { environments, projects } from "../projects/tables.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { endReminders, productionRequests } from "./tables.ts";

const DAY_MS = 86_400_000;
const ORIGIN = byServer("end-reminders");

/**
 * Reminds all members of a project, and the operators, that its Production or Test Drive Premium ends soon, on the days before it that
 * END_REMINDER_DAYS names, each once, also with several workers and after a time in which none ran. Of what is approved under another
 * contract meanwhile nobody is reminded any more.
 *
 * @returns how many environments were reminded of
 */
export async function remindOfEnd(database: Database, now: Date): Promise<number> {
  let reminded = 0;
  for (const { projectId, endsAt } of await ending(database, now)) {
    const left = daysToEnd(endsAt, now);
    if (left === null) continue;
    // Of those whose day has come the latest, since earlier ones that were missed say nothing more.
    const days = Math.min(...END_REMINDER_DAYS.filter((each) => left <= each));
    reminded += await inTransaction(database, async (tx) => {
      const environment = await lockEnvironment(tx, projectId, "production");
      // An approval may have given it another end since it was looked for.
      if (environment === null || environment.endsAt?.getTime() !== endsAt.getTime()) return 0;
      const fresh = await tx
        .insert(endReminders)
        .values({ environmentId: environment.id, endsAt, days, sentAt: now })
        .onConflictDoNothing()
        .returning();
      if (fresh.length === 0) return 0;
      const [request] = await tx
        .select({ number: contracts.number })
        .from(productionRequests)
        .innerJoin(contracts, eq(contracts.id, productionRequests.contractId))
        .where(eq(productionRequests.projectId, projectId));
      const number = request?.number ?? "";
      await appendAudit(tx, ORIGIN, now, [
        {
          projectId,
          action: "production.end-reminded",
          subject: `environment:${environment.id}`,
          after: { number, endsAt: endsAt.toISOString(), days },
        },
      ]);
      await tellMembers(
        tx,
        ORIGIN,
        now,
        {
          kind: "production.ending",
          projectId,
          environmentId: environment.id,
          facts: {
            plan: environment.plan === "test-drive-premium" ? "test-drive-premium" : "production",
            contract: number,
            because: environment.endReason === "trial-over" ? "trial-over" : "contract-ended",
            endsAt: endsAt.toISOString(),
            daysLeft: left,
          },
        },
        await operatorIds(tx),
      );
      return 1;
    });
  }
  return reminded;
}

async function ending(database: Database, now: Date): Promise<{ projectId: string; endsAt: Date }[]> {
  const until = new Date(now.getTime() + Math.max(...END_REMINDER_DAYS) * DAY_MS);
  const rows = await database
    .select({ projectId: environments.projectId, endsAt: environments.endsAt })
    .from(environments)
    .innerJoin(projects, eq(projects.id, environments.projectId))
    .where(
      and(
        isNull(projects.deletedAt),
        eq(environments.type, "production"),
        ne(environments.status, "pending"),
        gt(environments.endsAt, now),
        lte(environments.endsAt, until),
      ),
    );
  return rows.flatMap(({ projectId, endsAt }) => (endsAt === null ? [] : [{ projectId, endsAt }]));
}
