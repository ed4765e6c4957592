import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { environments, projects } from "./tables.ts";

type Reader = Pick<Database, "select">;

/** Has any partner's project that isn't deleted an environment of Production with this API service, in whatever state? */
export async function usedInProduction(tx: Reader, apiService: string): Promise<boolean> {
  return (await oneInProduction(tx, apiService)).length === 1;
}

export function oneInProduction(tx: Reader, apiService: string) {
  return tx
    .select({ id: environments.id })
    .from(environments)
    .innerJoin(projects, eq(projects.id, environments.projectId))
    .where(
      and(
        eq(environments.apiService, apiService),
        eq(environments.type, "production"),
        isNull(projects.deletedAt),
      ),
    )
    .limit(1);
}
