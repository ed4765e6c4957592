import { inArray, max, or } from "drizzle-orm";
import { z } from "zod";
import { filePrefixOf } from "../api-services/rules.ts";
import { type ApiService, serviceOf } from "../api-services/store.ts";
import { isClientVerified } from "../companies/store.ts";
import { credentialAnswer, describeCredential } from "../credentials/describe-credential.ts";
import { MOST_CREDENTIALS } from "../credentials/rules.ts";
import { credentialIdsOf, credentialsOf, hasActiveProduction } from "../credentials/store.ts";
import type { Database } from "../database/database.ts";
import {
  clientKeyAnswer,
  describeClientKey,
  describeMastercardKey,
  mastercardKeyAnswer,
  mastercardKeyFileName,
  type Seen,
} from "../encryption-keys/describe-keys.ts";
import { nextSteps, STEP_CODES } from "../encryption-keys/next-steps.ts";
import { holdsTooMany } from "../encryption-keys/rules.ts";
import { latestSchedules } from "../encryption-keys/schedule-store.ts";
import { activationsOf, clientKeysOf, mastercardKeysOf } from "../encryption-keys/store.ts";
import { ability, abilityAnswer, type Standing } from "../http/ability.ts";
import { liveGateways } from "../key-book/in-force.ts";
import { keyBook } from "../key-book/tables.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { describeEnd, endFields } from "../projects/describe-end.ts";
import { clientField } from "../projects/rules.ts";
import { type Environment, environmentsOf, type Project } from "../projects/store.ts";

const nextStepAnswer = z.object({
  code: z.enum(STEP_CODES),
  urgency: z
    .enum(["now", "soon", "tidy"])
    .describe(
      "now: calls fail, or will within a week; soon: before a key expires; tidy: nothing is lost by waiting.",
    ),
  text: z.string().describe("For people."),
  keyIds: z.array(z.uuid()).describe("The keys it is about."),
});

const environmentAnswer = z.object({
  id: z.uuid(),
  type: z.enum(["sandbox", "production"]),
  plan: z.enum(["test-drive", "test-drive-premium", "production"]),
  status: z.enum(["active", "pending", "suspended"]),
  ...endFields,
  gatewayUrl: z.string(),
  payloadPolicy: z.enum(["off", "mirror", "required"]),
  credentials: z.array(credentialAnswer),
  clientEncryptionKeys: z.array(clientKeyAnswer),
  mastercardEncryptionKeys: z.array(mastercardKeyAnswer),
  nextSteps: z
    .array(nextStepAnswer)
    .describe("What is to be done about the keys, the most urgent first; empty: all is well."),
  can: z.object({
    addCredential: abilityAnswer,
    addClientEncryptionKey: abilityAnswer,
    addMastercardEncryptionKey: abilityAnswer,
  }),
  inForce: z.object({
    number: z.number().int().describe("Of the key book's last change to this environment."),
    gateways: z.array(z.object({ name: z.string(), applied: z.boolean(), at: z.iso.datetime() })),
  }),
});

export const projectAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  purpose: z.enum(["self", "client"]),
  client: clientField.nullable(),
  clientVerified: z.boolean().describe("Is the client a verified company? Then its details never change."),
  apiService: z.object({ id: z.string(), name: z.string() }),
  commercialCountry: z.string(),
  createdAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
  role: z.enum(["admin", "read-only"]),
  can: z.object({
    edit: abilityAnswer,
    editClient: abilityAnswer,
    archive: abilityAnswer,
    delete: abilityAnswer,
    requestProduction: abilityAnswer.describe(
      "As far as role and policy go; readProductionRequest says the rest.",
    ),
  }),
  encryptionKeys: z.boolean().describe("Are encryption keys enabled for this partner?"),
  environments: z.array(environmentAnswer),
});

export interface DescribeProjectDeps {
  readonly database: Database;
  readonly gatewayUrl: () => string;
  readonly providerName: string;
}

/** A project as its dashboard shows it, with what this person may do next. */
export async function describeProject(
  deps: DescribeProjectDeps,
  project: Project,
  standing: Standing,
  encryptionKeys: boolean,
  now: Date,
): Promise<z.infer<typeof projectAnswer>> {
  const environments = await environmentsOf(deps.database, project.id);
  const service = await serviceOf(deps.database, project.apiService);
  const seen = { standing, now, policy: await readKeyPolicy(deps.database) };
  return {
    id: project.id,
    name: project.name,
    purpose: project.purpose,
    client: project.client,
    clientVerified: await isClientVerified(deps.database, project.clientCompanyId),
    apiService: { id: service.id, name: service.name },
    commercialCountry: project.commercialCountry,
    createdAt: project.createdAt.toISOString(),
    archivedAt: project.archivedAt?.toISOString() ?? null,
    role: standing.role,
    can: {
      edit: ability(standing, "project.edit"),
      editClient: ability(
        standing,
        "project.edit",
        (await isClientVerified(deps.database, project.clientCompanyId)) ? "client-company-verified" : null,
      ),
      archive: ability(standing, "project.archive"),
      delete: ability(
        standing,
        "project.delete",
        (await hasActiveProduction(deps.database, project.id)) ? "production-active" : null,
      ),
      requestProduction: ability(standing, "production.request"),
    },
    encryptionKeys,
    environments: await Promise.all(
      environments.map((environment) =>
        describeEnvironment(deps, project, service, environment, encryptionKeys, seen),
      ),
    ),
  };
}

async function describeEnvironment(
  deps: DescribeProjectDeps,
  project: Project,
  service: ApiService,
  environment: Environment,
  encryptionKeys: boolean,
  seen: Seen,
): Promise<z.infer<typeof environmentAnswer>> {
  const { database } = deps;
  const { standing, now, policy } = seen;
  const [credentials, clientKeys, mastercardKeys] = await Promise.all([
    credentialsOf(database, environment.id),
    clientKeysOf(database, environment.id),
    mastercardKeysOf(database, environment.id),
  ]);
  const keyIds = mastercardKeys.map((key) => key.id);
  const activations = await activationsOf(database, keyIds);
  const schedules = await latestSchedules(database, keyIds);
  const things = [environment, ...clientKeys, ...mastercardKeys].map((thing) => thing.id);
  const prefix = filePrefixOf(service.name);
  return {
    id: environment.id,
    type: environment.type,
    plan: environment.plan,
    status: environment.status,
    ...describeEnd(environment, now),
    gatewayUrl: deps.gatewayUrl(),
    payloadPolicy: service.payloadPolicy,
    credentials: credentials.map((credential) => describeCredential(credential, credentials, seen)),
    clientEncryptionKeys: clientKeys.map((key) => describeClientKey(key, clientKeys, prefix, seen)),
    mastercardEncryptionKeys: mastercardKeys.map((key) =>
      describeMastercardKey(
        key,
        { activations, schedules },
        mastercardKeyFileName(project.name, environment.type, "p12"),
        seen,
      ),
    ),
    nextSteps: encryptionKeys
      ? nextSteps({ clientKeys, mastercardKeys, activations }, policy, deps.providerName, now).map(
          (step) => ({
            ...step,
            keyIds: [...step.keyIds],
          }),
        )
      : [],
    can: {
      addCredential: ability(
        standing,
        "credential.add",
        credentials.length >= MOST_CREDENTIALS ? "too-many-credentials" : null,
      ),
      addClientEncryptionKey: ability(
        standing,
        "key.add",
        whyNotAdd(encryptionKeys, clientKeys, policy.mostClientKeys),
      ),
      addMastercardEncryptionKey: ability(
        standing,
        "key.add",
        whyNotAdd(encryptionKeys, mastercardKeys, policy.mostMastercardKeys),
      ),
    },
    inForce: await describeInForce(database, environment.id, things),
  };
}

function whyNotAdd(
  encryptionKeys: boolean,
  held: readonly { readonly revokedAt: Date | null }[],
  most: number,
): string | null {
  if (!encryptionKeys) return "encryption-keys-not-enabled";
  return holdsTooMany(held, most) ? "too-many-keys" : null;
}

/** Deletions of credentials are changes like all others, so their tombstones count as well. */
async function describeInForce(database: Database, environmentId: string, things: readonly string[]) {
  const [newest] = await database
    .select({ number: max(keyBook.number) })
    .from(keyBook)
    .where(
      or(inArray(keyBook.id, [...things]), inArray(keyBook.id, credentialIdsOf(database, environmentId))),
    );
  const number = newest?.number ?? 0;
  const gateways = await liveGateways(database);
  return {
    number,
    gateways: gateways.map(({ name, applied, appliedAt }) => ({
      name,
      applied: applied >= number,
      at: appliedAt.toISOString(),
    })),
  };
}
