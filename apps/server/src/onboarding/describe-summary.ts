import { z } from "zod";
import { isInForce } from "../contracts/rules.ts";
import { contractsOf } from "../contracts/store.ts";
import { credentialsOf } from "../credentials/store.ts";
import type { Database } from "../database/database.ts";
import { clientKeysOf, mastercardKeysOf } from "../encryption-keys/store.ts";
import type { ProjectRole } from "../permissions.ts";
import { companyOf, partnerOf } from "../production-access/company-of-project.ts";
import { requestOf } from "../production-access/store.ts";
import { describeEnd, endFields } from "../projects/describe-end.ts";
import { type Environment, environmentsOf, type Project } from "../projects/store.ts";
import { useTogether } from "../usage/read-use.ts";
import { TASK_CODES, TASK_STATES, tasksOf } from "./summary-tasks.ts";

const environmentAnswer = z.object({
  type: z.enum(["sandbox", "production"]),
  plan: z.enum(["test-drive", "test-drive-premium", "production"]),
  status: z.enum(["active", "pending", "suspended"]),
  ...endFields,
  credentials: z.number().int().describe("Sets that are not deleted."),
  clientEncryptionKeys: z.number().int().describe("In use: neither revoked nor expired."),
  mastercardEncryptionKey: z
    .object({ alias: z.string(), notAfter: z.iso.datetime() })
    .nullable()
    .describe("The active one."),
  calls: z.number().int().describe("Since they are counted."),
  lastCallAt: z.iso.datetime().nullable(),
});

export const summaryAnswer = z.object({
  name: z.string(),
  role: z.enum(["admin", "read-only"]),
  partnerSuspended: z.boolean(),
  environments: z.array(environmentAnswer),
  tasks: z
    .array(
      z.object({
        code: z.enum(TASK_CODES),
        part: z.enum(["sandbox", "production"]),
        state: z
          .enum(TASK_STATES)
          .describe(
            "todo: for somebody of the team; waiting: for the provider; later: something else comes first.",
          ),
      }),
    )
    .describe("The way from the first credentials to Production, in its order."),
});

/** What is set up in a project, what is next, and what must be there before Production. */
export async function describeSummary(
  database: Database,
  project: Project,
  role: ProjectRole,
  now: Date,
): Promise<z.infer<typeof summaryAnswer>> {
  const environments = await Promise.all(
    (await environmentsOf(database, project.id)).map((one) => describeEnvironment(database, one, now)),
  );
  const partner = await partnerOf(database, project);
  const company = await companyOf(database, project);
  const request = await requestOf(database, project.id);
  const ids = [...new Set([partner.id, ...(company === null ? [] : [company.id])])];
  const plan = request?.plan ?? "production";
  const contracts = await contractsOf(database, ids);
  const of = (type: Environment["type"]) => environments.find((one) => one.type === type);
  const [sandbox, production] = [of("sandbox"), of("production")];
  const ended = production?.endsAt != null && Date.parse(production.endsAt) <= now.getTime();
  return {
    name: project.name,
    role,
    partnerSuspended: partner.suspendedAt !== null,
    environments: environments.map(({ opened: _, ...one }) => one),
    tasks: tasksOf({
      encryptionKeys: partner.encryptionKeysEnabled,
      sandbox: {
        credentials: sandbox?.credentials ?? 0,
        clientKeys: sandbox?.clientEncryptionKeys ?? 0,
        mastercardKey: sandbox?.mastercardEncryptionKey != null,
        calls: sandbox?.calls ?? 0,
      },
      company: company?.verification ?? "unverified",
      request: request?.state ?? null,
      contractInForce: contracts.some((one) => one.plan === plan && isInForce(one, now)),
      productionOpen: production?.opened === true && !ended,
    }),
  };
}

async function describeEnvironment(database: Database, environment: Environment, now: Date) {
  const [credentials, clientKeys, mastercardKeys] = await Promise.all([
    credentialsOf(database, environment.id),
    clientKeysOf(database, environment.id),
    mastercardKeysOf(database, environment.id),
  ]);
  const used = await useTogether(
    database,
    credentials.map(({ id }) => id),
  );
  const { type, plan, status, suspendedFrom } = environment;
  const active = mastercardKeys.find((key) => key.active && key.notAfter > now);
  return {
    type,
    plan,
    status,
    ...describeEnd(environment, now),
    credentials: credentials.length,
    clientEncryptionKeys: clientKeys.filter((key) => key.revokedAt === null && key.notAfter > now).length,
    mastercardEncryptionKey:
      active === undefined ? null : { alias: active.alias, notAfter: active.notAfter.toISOString() },
    calls: used.calls,
    lastCallAt: used.lastAt?.toISOString() ?? null,
    /** By an approval, suspended since or not. */
    opened: status === "active" || suspendedFrom === "active",
  };
}
