import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { addClientKey } from "./add-client-key.ts";
import {
  type EncryptionKeyRoutesDeps,
  environmentParams,
  keyAnswers,
  keyParams,
  prefixOf,
  TAGS,
} from "./answers.ts";
import { certificatePem, clientKeyAnswer, clientKeyFileName } from "./describe-keys.ts";
import { readKey } from "./find-key.ts";
import { reportClientKey } from "./report-compromised.ts";
import { revokeClientKey } from "./revoke.ts";

export function clientKeyRoutes(deps: EncryptionKeyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { clock } = deps;
    const { describeClient } = keyAnswers(deps);

    app.post(
      "/projects/:id/environments/:environment/client-encryption-keys",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "addClientEncryptionKey",
          summary: "Make one more Client Encryption Key; it is in use at once, beside the others",
          params: environmentParams,
          response: {
            201: z.object({ key: clientKeyAnswer }),
            ...refusals(
              "not-found",
              "not-allowed",
              "too-many-keys",
              "encryption-keys-not-enabled",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const key = await addClientKey(deps, whoOf(request, clock()), {
          projectId: request.params.id,
          environment: request.params.environment,
        });
        return reply.code(201).send({ key: await describeClient(request, key) });
      },
    );

    app.post(
      "/projects/:id/client-encryption-keys/:keyId/revoke",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "revokeClientEncryptionKey",
          summary: "Revoke a Client Encryption Key: requests encrypted with it are refused at once",
          description:
            "Of a key that was used in the last day the day's count must be repeated as `confirmCalls`. It may have grown since, to twice as many and a hundred.",
          params: keyParams,
          body: z
            .object({
              confirmCalls: z
                .int("Repeat the count of calls as a whole number.")
                .min(1, "A key without calls needs no confirmation.")
                .max(Number.MAX_SAFE_INTEGER)
                .optional()
                .describe("`calls.day` of the key's use, as it was shown."),
            })
            .nullish(),
          response: {
            200: z.object({ key: clientKeyAnswer }),
            ...refusals(
              "invalid-request",
              "not-found",
              "not-allowed",
              "key-revoked",
              "revoking-last-client-key",
              "revoking-used-key",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const key = await revokeClientKey(deps, whoOf(request, clock()), {
          projectId,
          keyId,
          confirmCalls: request.body?.confirmCalls ?? null,
        });
        return { key: await describeClient(request, key) };
      },
    );

    app.post(
      "/projects/:id/client-encryption-keys/:keyId/compromised",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "reportCompromisedClientEncryptionKey",
          summary:
            "Report a Client Encryption Key as compromised: its successor is made and it is revoked at once",
          description:
            "A key that is revoked already gets no successor; nobody can bring it back any more. While the key store is away a key is revoked without a successor.",
          params: keyParams,
          response: {
            200: z.object({
              key: clientKeyAnswer,
              successor: clientKeyAnswer.nullable(),
              successorToBeMade: z
                .boolean()
                .describe("Was the key store away, so that a successor must be made once it is back?"),
            }),
            ...refusals(
              "not-found",
              "not-allowed",
              "key-revoked",
              "encryption-keys-not-enabled",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const { key, successor, successorToBeMade } = await reportClientKey(deps, whoOf(request, clock()), {
          projectId,
          keyId,
        });
        return {
          key: await describeClient(request, key),
          successor: successor === null ? null : await describeClient(request, successor),
          successorToBeMade,
        };
      },
    );

    app.get(
      "/projects/:id/client-encryption-keys/:keyId/certificate.pem",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadClientEncryptionKey",
          summary: "Download the public Client Encryption Key: an X.509 certificate in PEM",
          params: keyParams,
          response: { 200: z.string(), ...refusals("not-found") },
        },
      },
      async (request, reply) => {
        const { project } = await requireRole(
          deps.database,
          requireSignedIn(request),
          request.params.id,
          "certificate.download",
        );
        const key = await readKey(deps.database, "client", project.id, request.params.keyId);
        const name = clientKeyFileName(key, await prefixOf(deps.database, project.apiService));
        return reply
          .type("application/x-pem-file")
          .header("content-disposition", `attachment; filename="${name}"`)
          .send(certificatePem(key.certificate));
      },
    );
  };
}
