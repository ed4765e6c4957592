import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { activateKey } from "./activate.ts";
import { addMastercardKey } from "./add-mastercard-key.ts";
import {
  type EncryptionKeyRoutesDeps,
  environmentOfKey,
  environmentParams,
  issuedAnswer,
  issuedOf,
  keyAnswers,
  keyParams,
  TAGS,
} from "./answers.ts";
import { certificatePem, mastercardKeyAnswer, mastercardKeyFileName } from "./describe-keys.ts";
import { readKey } from "./find-key.ts";
import { inspectedAnswer, inspectRequest } from "./inspect-request.ts";
import { aliasField, certificateRequestField } from "./make-mastercard-key.ts";
import { answerRehearsal, startRehearsal } from "./rehearse.ts";
import { renameKey } from "./rename.ts";
import { reportMastercardKey } from "./report-compromised.ts";
import { revokeMastercardKey } from "./revoke.ts";
import { cancelSchedule, scheduleActivation } from "./schedule-activation.ts";

export function mastercardKeyRoutes(deps: EncryptionKeyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, authority, clock } = deps;
    const { describeMastercard } = keyAnswers(deps);

    app.post(
      "/projects/:id/environments/:environment/mastercard-encryption-keys",
      {
        bodyLimit: 32 * 1024,
        schema: {
          tags: TAGS,
          operationId: "addMastercardEncryptionKey",
          summary: "Add a Mastercard Encryption Key from a certificate signing request",
          description: "Repeating a request with the same alias gives the key that it made, with 200.",
          params: environmentParams,
          body: z.object({ alias: aliasField, certificateRequest: certificateRequestField }),
          response: {
            200: z.object({ key: mastercardKeyAnswer, issued: issuedAnswer }),
            201: z.object({ key: mastercardKeyAnswer, issued: issuedAnswer }),
            ...refusals(
              "invalid-request",
              "invalid-csr",
              "not-found",
              "not-allowed",
              "key-already-used",
              "too-many-keys",
              "encryption-keys-not-enabled",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        const { key, created } = await addMastercardKey(deps, whoOf(request, clock()), {
          projectId: request.params.id,
          environment: request.params.environment,
          ...request.body,
        });
        return reply.code(created ? 201 : 200).send({
          key: await describeMastercard(request, key),
          issued: await issuedOf(authority, key),
        });
      },
    );

    app.post(
      "/projects/:id/certificate-requests/inspect",
      {
        bodyLimit: 32 * 1024,
        schema: {
          tags: TAGS,
          operationId: "inspectCertificateRequest",
          summary: "Say what a certificate signing request holds, before a key is made of it",
          params: z.object({ id: z.uuid() }),
          body: z.object({ certificateRequest: certificateRequestField }),
          response: {
            200: inspectedAnswer,
            ...refusals("invalid-request", "invalid-csr", "not-found", "not-allowed"),
          },
        },
      },
      async (request) =>
        inspectRequest(database, requireSignedIn(request), {
          projectId: request.params.id,
          ...request.body,
        }),
    );

    app.post(
      "/projects/:id/mastercard-encryption-keys/:keyId/rehearsals",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "startRehearsal",
          summary:
            "Get a challenge that only the holder of the private half can answer, before the key is activated",
          params: keyParams,
          response: {
            201: z.object({
              rehearsalId: z.uuid(),
              challenge: z
                .string()
                .describe(
                  'A compact JWE; inside is {"rehearsal": "<answer>"}, encrypted as the gate encrypts.',
                ),
              expiresAt: z.iso.datetime(),
            }),
            ...refusals(
              "not-found",
              "not-allowed",
              "key-revoked",
              "activating-expired-key",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        const { id: projectId, keyId } = request.params;
        const { expiresAt, ...challenge } = await startRehearsal(database, whoOf(request, clock()), {
          projectId,
          keyId,
        });
        return reply.code(201).send({ ...challenge, expiresAt: expiresAt.toISOString() });
      },
    );

    app.post(
      "/projects/:id/mastercard-encryption-keys/:keyId/rehearsals/:rehearsalId/answer",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "answerRehearsal",
          summary: "Answer a challenge with what it holds: the key is proven",
          params: z.object({ id: z.uuid(), keyId: z.uuid(), rehearsalId: z.uuid() }),
          body: z.object({ answer: z.string("Give what the challenge holds.").max(200) }),
          response: {
            200: z.object({ key: mastercardKeyAnswer }),
            ...refusals(
              "invalid-request",
              "rehearsal-not-valid",
              "not-found",
              "not-allowed",
              "key-revoked",
              "activating-expired-key",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId, rehearsalId } = request.params;
        const { answer } = request.body;
        const key = await answerRehearsal(database, whoOf(request, clock()), {
          projectId,
          keyId,
          rehearsalId,
          answer,
        });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.post(
      "/projects/:id/mastercard-encryption-keys/:keyId/activate",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "activateMastercardEncryptionKey",
          summary: "Encrypt answers with this key from now on; the key before it becomes inactive",
          params: keyParams,
          response: {
            200: z.object({ key: mastercardKeyAnswer }),
            ...refusals("not-found", "not-allowed", "key-revoked", "activating-expired-key"),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const key = await activateKey(database, whoOf(request, clock()), { projectId, keyId });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.put(
      "/projects/:id/mastercard-encryption-keys/:keyId/schedule",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "scheduleMastercardEncryptionKeyActivation",
          summary: "Have this key activated at a time, in place of what else is scheduled in its environment",
          description: "The rules are asked again at that time. The members are told by mail how it ended.",
          params: keyParams,
          body: z.object({
            at: z.iso
              .datetime({ offset: true, error: "Give the time as RFC 3339 with Z or an offset." })
              .describe("Within a year, and before the key expires."),
          }),
          response: {
            200: z.object({ key: mastercardKeyAnswer }),
            ...refusals(
              "invalid-request",
              "not-found",
              "not-allowed",
              "key-revoked",
              "activating-expired-key",
              "key-not-proven",
              "scheduling-active-key",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const at = new Date(request.body.at);
        const key = await scheduleActivation(database, whoOf(request, clock()), { projectId, keyId, at });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.delete(
      "/projects/:id/mastercard-encryption-keys/:keyId/schedule",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "cancelMastercardEncryptionKeyActivation",
          summary: "Take the scheduled activation of this key back",
          params: keyParams,
          response: { 200: z.object({ key: mastercardKeyAnswer }), ...refusals("not-found", "not-allowed") },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const key = await cancelSchedule(database, whoOf(request, clock()), { projectId, keyId });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.post(
      "/projects/:id/mastercard-encryption-keys/:keyId/revoke",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "revokeMastercardEncryptionKey",
          summary: "Revoke an inactive Mastercard Encryption Key for good",
          params: keyParams,
          response: {
            200: z.object({ key: mastercardKeyAnswer }),
            ...refusals("not-found", "not-allowed", "key-revoked", "revoking-active-key"),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const key = await revokeMastercardKey(database, whoOf(request, clock()), { projectId, keyId });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.patch(
      "/projects/:id/mastercard-encryption-keys/:keyId",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "renameMastercardEncryptionKey",
          summary:
            "Give a Mastercard Encryption Key another alias; a file that was downloaded keeps the old one",
          params: keyParams,
          body: z.object({ alias: aliasField }),
          response: {
            200: z.object({ key: mastercardKeyAnswer }),
            ...refusals("invalid-request", "not-found", "not-allowed"),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const key = await renameKey(database, whoOf(request, clock()), {
          projectId,
          keyId,
          alias: request.body.alias,
        });
        return { key: await describeMastercard(request, key) };
      },
    );

    app.post(
      "/projects/:id/mastercard-encryption-keys/:keyId/compromised",
      {
        bodyLimit: 32 * 1024,
        schema: {
          tags: TAGS,
          operationId: "reportCompromisedMastercardEncryptionKey",
          summary:
            "Report a Mastercard Encryption Key as compromised: revoked at once; the active one needs a successor",
          params: keyParams,
          body: z.object({
            successor: z
              .union([
                z.object({ keyId: z.uuid("The id of a key is a UUID.") }),
                z.object({ alias: aliasField, certificateRequest: certificateRequestField }),
              ])
              .optional()
              .describe(
                "A key that waits, or the request of a new one; it becomes active at once. Where the provider's policy refuses unproven keys, a key that waits unproven isn't taken while a proven one waits.",
              ),
          }),
          response: {
            200: z.object({
              key: mastercardKeyAnswer,
              successor: mastercardKeyAnswer.nullable(),
              issued: issuedAnswer.nullable(),
              successorWithheld: z
                .boolean()
                .describe(
                  "The provider's policy asks whoever brings a new key for a second factor, which this session hasn't shown: the key was stopped without a successor, and a new one that came along was not taken.",
                ),
            }),
            ...refusals(
              "invalid-request",
              "invalid-csr",
              "not-found",
              "not-allowed",
              "key-revoked",
              "revoking-active-key",
              "key-not-proven",
              "activating-expired-key",
              "key-already-used",
              "encryption-keys-not-enabled",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, keyId } = request.params;
        const { key, successor, successorWithheld } = await reportMastercardKey(
          deps,
          whoOf(request, clock()),
          {
            projectId,
            keyId,
            successor: request.body.successor ?? null,
          },
        );
        return {
          key: await describeMastercard(request, key),
          successor: successor === null ? null : await describeMastercard(request, successor),
          issued: successor === null ? null : await issuedOf(authority, successor),
          successorWithheld,
        };
      },
    );

    app.get(
      "/projects/:id/mastercard-encryption-keys/:keyId/certificate.pem",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadMastercardEncryptionCertificate",
          summary: "Download a Mastercard Encryption Key's certificate and its issuers, PEM",
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
        const key = await readKey(deps.database, "mastercard", project.id, request.params.keyId);
        const environment = await environmentOfKey(deps.database, key);
        const fileName = mastercardKeyFileName(project.name, environment, "pem");
        const chain = await deps.authority.chainOf(key.certificate);
        return reply
          .type("application/x-pem-file")
          .header("content-disposition", `attachment; filename="${fileName}"`)
          .send([key.certificate, ...chain].map(certificatePem).join(""));
      },
    );
  };
}
