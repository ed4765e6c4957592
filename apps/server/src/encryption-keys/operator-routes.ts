import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { FIRST_PAIR_LAPSES_AFTER_MS } from "../accounts/first-pair.ts";
import type { Database } from "../database/database.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { pageField } from "../http/page.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { dropRestore, reasonField, restoreAsked, restoreClientKey } from "./restore.ts";
import { whyNotRestore } from "./rules.ts";
import { countKeysToDestroy, keysToDestroy } from "./store.ts";

export interface OperatorKeyRoutesDeps {
  readonly database: Database;
  readonly clock: () => Date;
}

/** Those first whose day comes first. */
const ON_A_PAGE = 50;

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
  restore: z
    .object({
      reason: z.string(),
      askedBy: z.string(),
      askedAt: z.iso.datetime(),
      lapsesAt: z.iso.datetime().describe("Not confirmed by then, it is dropped."),
    })
    .nullable()
    .describe("What one operator has asked for, and waits for another one; null: nobody asks."),
  can: z.object({ restore: abilityAnswer, drop: abilityAnswer }),
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
          querystring: z.object({ page: pageField }),
          response: {
            200: z.object({ items: z.array(revokedKeyAnswer), total: z.number().int() }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const operator = requireOperator(request, "key.restore");
        const now = clock();
        const { page } = request.query;
        const rows = await keysToDestroy(database, operator.id, {
          most: ON_A_PAGE,
          from: (page - 1) * ON_A_PAGE,
        });
        return {
          items: rows.map((row) => describe(row, operator, now)),
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
          summary:
            "For operators: ask for a revoked Client Encryption Key to be brought back, or confirm what another one has asked for",
          description:
            "Confirmed, before its day of destruction, it is in use again on every gateway; the team is told by mail, with the reason.",
          params: z.object({ keyId: z.uuid() }),
          body: z.object({ reason: reasonField.nullish().describe("Of the first; the second confirms it.") }),
          response: {
            200: z.object({ id: z.uuid(), kid: z.string(), state: z.enum(["asked", "restored"]) }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "key-not-restorable",
              "own-request",
              "second-pair-of-eyes",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "key.restore", clock());
        const { keyId } = request.params;
        const { key, state } = await restoreClientKey(database, who, {
          keyId,
          reason: request.body.reason ?? null,
        });
        return { id: key.id, kid: key.kid, state };
      },
    );

    app.delete(
      "/operator/revoked-keys/:keyId/restore",
      {
        schema: {
          tags: ["operator"],
          operationId: "dropRestoreOfClientEncryptionKey",
          summary: "For operators: drop what was asked for, so that the key stays revoked",
          params: z.object({ keyId: z.uuid() }),
          response: {
            204: z.null(),
            ...refusals("not-logged-in", "not-found", "second-factor-required", "own-request", "wrong-state"),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "key.restore", clock());
        await dropRestore(database, who, request.params.keyId);
        return reply.code(204).send(null);
      },
    );
  };
}

function describe(
  {
    key,
    project,
    company,
    companyId,
    environment,
    member,
  }: Awaited<ReturnType<typeof keysToDestroy>>[number],
  operator: Operator,
  now: Date,
): z.infer<typeof revokedKeyAnswer> {
  const asked = restoreAsked(key, now);
  const own = member !== null || (companyId !== null && companyId === operator.companyId);
  const refused = whyNotRestore({ ...key, privateKey: STILL_THERE }, now);
  const may = (refusal: string | null) => operatorAbility(operator.operatorRole, "key.restore", refusal);
  const first = asked?.by === operator.id ? "second-pair-of-eyes" : null;
  return {
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
    restore:
      asked === null
        ? null
        : {
            reason: asked.reason,
            askedBy: asked.byEmail,
            askedAt: asked.at.toISOString(),
            lapsesAt: new Date(asked.at.getTime() + FIRST_PAIR_LAPSES_AFTER_MS).toISOString(),
          },
    can: {
      restore: may(refused ?? (own ? "own-request" : first)),
      drop: may(asked === null ? "wrong-state" : own ? "own-request" : null),
    },
  };
}
