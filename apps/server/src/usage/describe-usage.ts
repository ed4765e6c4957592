import { kidForms } from "@gatehouse/payload-encryption/kid/forms";
import { z } from "zod";
import { credentialsOf } from "../credentials/store.ts";
import type { Database } from "../database/database.ts";
import { isUsed } from "../encryption-keys/rules.ts";
import { clientKeysOf, mastercardKeysOf } from "../encryption-keys/store.ts";
import { environmentsOf } from "../projects/store.ts";
import { readUse, type Use } from "./read-use.ts";
import { CALLERS_KEPT_MS, MOST_CALLERS, readinessOf, STEP_HOURS, STEPS, sparklineStart } from "./rules.ts";
import { callersSince, callsByStep } from "./store.ts";

const calls = z.number().int().min(0);
const useFields = {
  id: z.uuid(),
  firstUsedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  calls: z
    .object({ hour: calls, day: calls, week: calls })
    .describe("In the last hour, day and week; day and week are whole UTC hours, so up to an hour more."),
  steps: z.array(calls).describe("The same over the last week, the oldest step first."),
};

export const usageAnswer = z.object({
  stepHours: z.number().int().describe("Length of a step."),
  from: z.iso.datetime().describe("When the first step begins."),
  credentials: z.array(z.object(useFields)),
  clientEncryptionKeys: z.array(
    z.object({
      ...useFields,
      confirmBeforeRevoke: z
        .boolean()
        .describe("Was it used in the last day? Then a revoke asks for that count as `confirmCalls`."),
    }),
  ),
  mastercardEncryptionKeys: z.array(
    z.object({
      ...useFields,
      readiness: z
        .object({
          saying: calls.describe("Callers that say which keys they can decrypt with."),
          able: calls.describe("Those of them that name this key."),
          silent: calls.describe("Callers that get encrypted answers and say nothing about their keys."),
          unreadable: calls.describe("Callers that say it in a way that can't be read."),
          full: z
            .boolean()
            .describe(`Are there as many callers as are kept, ${MOST_CALLERS}? Then others may be left out.`),
        })
        .describe("How far the callers of the last day are ready for this key (`x-decryption-keys`)."),
    }),
  ),
});

/** Use of all of a project's credentials and keys, as gateways have counted it; a few seconds old. */
export async function describeUsage(
  database: Database,
  projectId: string,
  now: Date,
): Promise<z.infer<typeof usageAnswer>> {
  const environments = await environmentsOf(database, projectId);
  const each = async <Thing>(of: (tx: Database, environmentId: string) => Promise<Thing[]>) =>
    (await Promise.all(environments.map(({ id }) => of(database, id)))).flat();
  const [credentials, clientKeys, mastercardKeys] = await Promise.all([
    each(credentialsOf),
    each(clientKeysOf),
    each(mastercardKeysOf),
  ]);
  const useOf = await readUse(database, { projectId }, now);
  const lately = new Date(now.getTime() - CALLERS_KEPT_MS);
  const callers = new Map(
    await Promise.all(
      environments.map(async ({ id }) => [id, await callersSince(database, id, lately)] as const),
    ),
  );
  const from = sparklineStart(now);
  const stepsOf = stepsBySubject(await callsByStep(database, projectId, from));
  const describe = ({ id }: { readonly id: string }) => ({
    ...describeUse(useOf(id)),
    id,
    steps: stepsOf(id),
  });
  return {
    stepHours: STEP_HOURS,
    from: from.toISOString(),
    credentials: credentials.map(describe),
    clientEncryptionKeys: clientKeys.map((key) => ({
      ...describe(key),
      confirmBeforeRevoke: isUsed(useOf(key.id)),
    })),
    mastercardEncryptionKeys: mastercardKeys.map((key) => ({
      ...describe(key),
      readiness: readinessOf(callers.get(key.environmentId) ?? [], kidForms(key)),
    })),
  };
}

function describeUse({ firstUsedAt, lastUsedAt, calls: counted }: Use) {
  return {
    firstUsedAt: firstUsedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    calls: counted,
  };
}

/** What a clock ahead has counted is of the last step. */
function stepsBySubject(rows: readonly { subjectId: string; step: number; calls: number }[]) {
  const known = new Map<string, number[]>();
  for (const { subjectId, step, calls: counted } of rows) {
    const steps = known.get(subjectId) ?? Array.from({ length: STEPS }, () => 0);
    const at = Math.min(step, STEPS - 1);
    steps[at] = (steps[at] ?? 0) + counted;
    known.set(subjectId, steps);
  }
  return (subjectId: string) => known.get(subjectId) ?? Array.from({ length: STEPS }, () => 0);
}
