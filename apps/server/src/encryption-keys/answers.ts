import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { filePrefixOf } from "../api-services/rules.ts";
import { serviceOf } from "../api-services/store.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import { ENVIRONMENT_TYPES } from "../projects/rules.ts";
import { type Environment, environmentsOf } from "../projects/store.ts";
import type { AddClientKeyDeps } from "./add-client-key.ts";
import {
  certificatePem,
  describeClientKey,
  describeMastercardKey,
  mastercardKeyFileName,
} from "./describe-keys.ts";
import type { UseOfKey } from "./key-use.ts";
import { latestSchedules } from "./schedule-store.ts";
import {
  activationsOf,
  type ClientEncryptionKey,
  clientKeysOf,
  type MastercardEncryptionKey,
} from "./store.ts";

export interface EncryptionKeyRoutesDeps extends AddClientKeyDeps {
  readonly clock: () => Date;
  readonly useOfKey: UseOfKey;
}

export const TAGS = ["encryption-keys"];
export const environmentParams = z.object({ id: z.uuid(), environment: z.enum(ENVIRONMENT_TYPES) });
export const keyParams = z.object({ id: z.uuid(), keyId: z.uuid() });

/** What the page needs to finish the key file: the certificate just issued and its issuers, PEM. */
export const issuedAnswer = z.object({
  certificatePem: z.string(),
  chainPem: z.array(z.string()),
  kid: z.string(),
  alias: z.string(),
});

export async function issuedOf(
  authority: Pick<CertificateAuthority, "chainOf">,
  key: MastercardEncryptionKey,
): Promise<z.infer<typeof issuedAnswer>> {
  return {
    certificatePem: certificatePem(key.certificate),
    chainPem: (await authority.chainOf(key.certificate)).map(certificatePem),
    kid: key.kid,
    alias: key.alias,
  };
}

/** What the routes of both types have in common: keys as the one who asks sees them. */
export function keyAnswers(deps: EncryptionKeyRoutesDeps) {
  const { database, clock } = deps;
  const seenBy = async (request: FastifyRequest, projectId: string) => {
    const signedIn = requireSignedIn(request);
    const membership = await requireRole(database, signedIn, projectId, "project.read");
    const standing = await standingOf(database, signedIn, membership);
    return {
      project: membership.project,
      seen: { standing, now: clock(), policy: await readKeyPolicy(database) },
    };
  };
  return {
    describeMastercard: async (request: FastifyRequest, key: MastercardEncryptionKey) => {
      const { project, seen } = await seenBy(request, key.projectId);
      const [activations, schedules] = [
        await activationsOf(database, [key.id]),
        await latestSchedules(database, [key.id]),
      ];
      const environment = await environmentOfKey(database, key);
      const fileName = mastercardKeyFileName(project.name, environment, "p12");
      return describeMastercardKey(key, { activations, schedules }, fileName, seen);
    },
    describeClient: async (request: FastifyRequest, key: ClientEncryptionKey) => {
      const { project, seen } = await seenBy(request, key.projectId);
      const all = await clientKeysOf(database, key.environmentId);
      return describeClientKey(key, all, await prefixOf(database, project.apiService), seen);
    },
  };
}

/** Of which environment a key is. */
export async function environmentOfKey(
  database: EncryptionKeyRoutesDeps["database"],
  key: MastercardEncryptionKey,
): Promise<Environment["type"]> {
  const environments = await environmentsOf(database, key.projectId);
  return environments.find(({ id }) => id === key.environmentId)?.type ?? "sandbox";
}

/** How the provider names the files of an API service. */
export async function prefixOf(tx: Pick<Database, "select">, apiService: string): Promise<string> {
  return filePrefixOf((await serviceOf(tx, apiService)).name);
}
