import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import { descriptionField, ENVIRONMENT_TYPES } from "../projects/rules.ts";
import { addCredential } from "./add.ts";
import { deleteCredential } from "./delete.ts";
import { credentialAnswer, describeCredential } from "./describe-credential.ts";
import { revealCredential } from "./reveal.ts";
import { endOverlap, rotateSecret } from "./rotate-secret.ts";
import { OVERLAP_HOURS } from "./rules.ts";
import { type Credential, credentialsOf } from "./store.ts";

export interface CredentialRoutesDeps {
  readonly database: Database;
  readonly custody: Custody;
  readonly pepper: Buffer;
  readonly clock: () => Date;
}

const TAGS = ["credentials"];
const params = z.object({ id: z.uuid(), credentialId: z.uuid() });
const secretsAnswer = z.object({ partnerId: z.string(), partnerSecret: z.string(), appKey: z.string() });

export function credentialRoutes(deps: CredentialRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database } = deps;
    const describe = async (request: FastifyRequest, credential: Credential) => {
      const signedIn = requireSignedIn(request);
      const membership = await requireRole(database, signedIn, credential.projectId, "project.read");
      const standing = await standingOf(database, signedIn, membership);
      const all = await credentialsOf(database, credential.environmentId);
      return describeCredential(credential, all, { standing, now: deps.clock() });
    };

    app.post(
      "/projects/:id/environments/:environment/credentials",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "addCredential",
          summary: "Add a further set of Partner ID, Secret and App Key",
          params: z.object({ id: z.uuid(), environment: z.enum(ENVIRONMENT_TYPES) }),
          body: z.object({ description: descriptionField }),
          response: {
            201: z.object({
              credential: credentialAnswer,
              issued: secretsAnswer
                .nullable()
                .describe("In Production, this once; null in a Sandbox, where they can be revealed."),
            }),
            ...refusals(
              "invalid-request",
              "not-found",
              "not-allowed",
              "too-many-credentials",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        const { id: projectId, environment } = request.params;
        const { description } = request.body;
        const what = { projectId, environment, description };
        const made = await addCredential(deps, whoOf(request, deps.clock()), what);
        const { credential, partnerSecret, appKey } = made;
        return reply.code(201).send({
          credential: await describe(request, credential),
          issued:
            environment === "production" ? { partnerId: credential.partnerId, partnerSecret, appKey } : null,
        });
      },
    );

    app.post(
      "/projects/:id/credentials/:credentialId/rotate",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "rotatePartnerSecret",
          summary: "Make a new Partner Secret; the old one works on for the overlap",
          params,
          body: z.object({
            overlapHours: z
              .int("Give the overlap in whole hours.")
              .min(0, "An overlap has 0 hours or more.")
              .max(OVERLAP_HOURS.most, `An overlap has at most ${OVERLAP_HOURS.most} hours.`)
              .default(OVERLAP_HOURS.usual)
              .describe("0: old secrets and all running tokens stop at once."),
          }),
          response: {
            200: z.object({ credential: credentialAnswer, partnerSecret: z.string() }),
            ...refusals(
              "invalid-request",
              "not-found",
              "not-allowed",
              "too-many-secrets",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request) => {
        const { id: projectId, credentialId } = request.params;
        const { overlapHours } = request.body;
        const rotated = await rotateSecret(deps, whoOf(request, deps.clock()), {
          projectId,
          credentialId,
          overlapHours,
        });
        return {
          credential: await describe(request, rotated.credential),
          partnerSecret: rotated.partnerSecret,
        };
      },
    );

    app.post(
      "/projects/:id/credentials/:credentialId/end-overlap",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "endSecretOverlap",
          summary: "Stop old Partner Secrets now; running tokens end as well",
          params,
          response: {
            200: z.object({ credential: credentialAnswer }),
            ...refusals("not-found", "not-allowed"),
          },
        },
      },
      async (request) => {
        const { id: projectId, credentialId } = request.params;
        const credential = await endOverlap(database, whoOf(request, deps.clock()), {
          projectId,
          credentialId,
        });
        return { credential: await describe(request, credential) };
      },
    );

    app.delete(
      "/projects/:id/credentials/:credentialId",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "deleteCredential",
          summary: "Delete a set of credentials: it stops at once, on every gateway",
          params,
          querystring: z.object({
            evenIfLast: z
              .enum(["true", "false"])
              .default("false")
              .describe("Also when these are the environment's only credentials."),
          }),
          response: {
            204: z.null(),
            ...refusals("not-found", "not-allowed", "deleting-last-credential"),
          },
        },
      },
      async (request, reply) => {
        const { id: projectId, credentialId } = request.params;
        const evenIfLast = request.query.evenIfLast === "true";
        await deleteCredential(database, whoOf(request, deps.clock()), {
          projectId,
          credentialId,
          evenIfLast,
        });
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/projects/:id/credentials/:credentialId/reveal",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "revealCredential",
          summary: "Show a Sandbox credential's secrets; the audit log keeps who saw them",
          params,
          response: {
            200: secretsAnswer,
            ...refusals("not-found", "not-allowed", "secret-not-shown"),
          },
        },
      },
      async (request) =>
        revealCredential(deps, whoOf(request, deps.clock()), {
          projectId: request.params.id,
          credentialId: request.params.credentialId,
        }),
    );
  };
}
