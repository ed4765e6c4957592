import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { type RestoreDeps, reasonField, restoreClientKey } from "./restore.ts";
import { whyNotRestore } from "./rules.ts";
import { countKeysToDestroy, keysToDestroy } from "./store.ts";

export interface OperatorKeyRoutesDeps extends RestoreDeps {
  readonly clock: () => Date;
}

/** Shown at a time, those first whose day comes first. */
const MOST_SHOWN = 500;

/** The list holds no key whose private half is destroyed, and never reads one. */
const STILL_THERE = {};

const revokedKeyAnswer = z.object({
  id: z.uuid(),
  kid: z.string().describe("Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER."),
  project: z.object({ id: z.uuid(), name: z.string() }),
  company: z.string().nullable(),
  environment: z.enum(["sandbox", "production"]),
  revokedAt: z.iso.datetime().nullable(),
  revokedBy: z.string().nullable().describe("The member's e-mail address; null where it wasn't kept."),
  compromised: z.boolean(),
  notAfter: z.iso.datetime(),
  destroyedAt: z.iso.datetime().nullable().describe("The day on which the private half is destroyed."),
  can: z.object({ restore: abilityAnswer }),
});

export function operatorKeyRoutes(deps: OperatorKeyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/operator/revoked-keys",
      {
        schema: {
          tags: ["operator"],
          operationId: "listRevokedKeys",
          summary: "For operators: revoked Client Encryption Keys whose private half is not destroyed yet",
          response: {
            200: z.object({ items: z.array(revokedKeyAnswer), total: z.number().int() }),
            ...refusals("not-logged-in", "not-found"),
          },
        },
      },
      async (request) => {
        const { operatorRole } = requireOperator(request, "key.restore");
        const now = clock();
        const rows = await keysToDestroy(database, MOST_SHOWN);
        return {
          items: rows.map(({ key, project, company, environment }) => ({
            id: key.id,
            kid: key.kid,
            project,
            company,
            environment,
            revokedAt: key.revokedAt?.toISOString() ?? null,
            revokedBy: key.revokedBy,
            compromised: key.compromisedAt !== null,
            notAfter: key.notAfter.toISOString(),
            destroyedAt: key.destroyAt?.toISOString() ?? null,
            can: {
              restore: operatorAbility(
                operatorRole,
                "key.restore",
                whyNotRestore({ ...key, privateKey: STILL_THERE }, now),
              ),
            },
          })),
          total: await countKeysToDestroy(database),
        };
      },
    );

    app.post(
      "/operator/revoked-keys/:keyId/restore",
      {
        bodyLimit: 8_192,
        schema: {
          tags: ["operator"],
          operationId: "restoreClientEncryptionKey",
          summary: "For operators: bring a revoked Client Encryption Key back, before its day of destruction",
          description: "It is in use again on every gateway; the team is told by mail, with the reason.",
          params: z.object({ keyId: z.uuid() }),
          body: z.object({ reason: reasonField }),
          response: {
            200: z.object({ id: z.uuid(), kid: z.string() }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "key-not-restorable"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "key.restore", clock());
        const { reason } = request.body;
        const { id, kid } = await restoreClientKey(deps, who, { keyId: request.params.keyId, reason });
        return { id, kid };
      },
    );
  };
}
