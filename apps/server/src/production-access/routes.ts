import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { questionAnswer } from "../api-services/describe-service.ts";
import { questionsOf } from "../api-services/store.ts";
import { COMMENT_BODY_LIMIT, commentBody } from "../companies/attend-fields.ts";
import { VERIFICATION_STATES } from "../companies/rules.ts";
import { issuedAnswer, issuedOf } from "../encryption-keys/answers.ts";
import { aliasField, certificateRequestField } from "../encryption-keys/make-mastercard-key.ts";
import { ability, abilityAnswer } from "../http/ability.ts";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { describeEnd, endFields } from "../projects/describe-end.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import { descriptionField } from "../projects/rules.ts";
import { environmentsOf } from "../projects/store.ts";
import { companyOf, partnerOf } from "./company-of-project.ts";
import { describeRequest, requestAnswer } from "./describe-request.ts";
import { forMembers } from "./for-members.ts";
import { afterStep, answersField, planField } from "./rules.ts";
import { saveDraft } from "./save-draft.ts";
import { requestOf } from "./store.ts";
import { type SubmitDeps, submitRequest } from "./submit.ts";
import { commentOnRequest, withdrawRequest } from "./withdraw.ts";

export interface ProductionRoutesDeps extends SubmitDeps {
  readonly clock: () => Date;
}

const TAGS = ["production"];
const params = z.object({ id: z.uuid() });

const answer = z.object({
  request: requestAnswer.nullable(),
  questions: z.array(questionAnswer).describe("What the API service asks."),
  encryptionKeys: z.boolean().describe("Are encryption keys enabled, so that one can come with the request?"),
  keysAreMade: z.boolean().describe("Are there credentials for Production, from an earlier submission?"),
  access: z
    .object({ status: z.enum(["active", "pending", "suspended"]), ...endFields })
    .nullable()
    .describe("The Production environment as the gates have it; null: there is none yet."),
  verification: z.enum(VERIFICATION_STATES).describe("Of the company; approval waits for it."),
  can: z.object({
    save: abilityAnswer,
    submit: abilityAnswer,
    withdraw: abilityAnswer,
    comment: abilityAnswer,
  }),
});

const issuedSecrets = z.object({
  partnerId: z.string(),
  partnerSecret: z.string(),
  appKey: z.string(),
  mastercardEncryptionKey: issuedAnswer.nullable(),
});

export function productionRoutes(deps: ProductionRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    const describe = async (request: FastifyRequest, projectId: string): Promise<z.infer<typeof answer>> => {
      const signedIn = requireSignedIn(request);
      const membership = await requireRole(database, signedIn, projectId, "project.read");
      const { project } = membership;
      const standing = await standingOf(database, signedIn, membership);
      const asked = await requestOf(database, project.id);
      const state = asked?.state ?? "draft";
      const production = (await environmentsOf(database, project.id)).find(
        ({ type }) => type === "production",
      );
      const may = (step: "save" | "submit" | "withdraw") =>
        ability(standing, "production.request", afterStep(state, step) === null ? "wrong-state" : null);
      return {
        request: asked === null ? null : await forMembers(deps, await describeRequest(database, asked)),
        questions: await questionsOf(database, project.apiService),
        encryptionKeys: (await partnerOf(database, project)).encryptionKeysEnabled,
        keysAreMade: asked?.environmentId != null,
        access:
          production === undefined
            ? null
            : { status: production.status, ...describeEnd(production, clock()) },
        verification: (await companyOf(database, project))?.verification ?? "unverified",
        can: {
          save: may("save"),
          submit: may("submit"),
          withdraw: may("withdraw"),
          comment: ability(standing, "production.request", asked === null ? "not-found" : null),
        },
      };
    };

    app.get(
      "/projects/:id/production",
      {
        schema: {
          tags: TAGS,
          operationId: "readProductionRequest",
          summary: "The project's request for Production, what is asked, and what was said",
          params,
          response: { 200: answer, ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request) => describe(request, request.params.id),
    );

    app.put(
      "/projects/:id/production/draft",
      {
        bodyLimit: 65_536,
        schema: {
          tags: TAGS,
          operationId: "saveProductionDraft",
          summary: "Keep what has been answered so far",
          params,
          body: z.object({ plan: planField, answers: answersField }),
          response: {
            200: answer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "not-allowed", "wrong-state"),
          },
        },
      },
      async (request) => {
        const projectId = request.params.id;
        await saveDraft(database, whoOf(request, clock()), { projectId, ...request.body });
        return describe(request, projectId);
      },
    );

    app.post(
      "/projects/:id/environments",
      {
        bodyLimit: 98_304,
        schema: {
          tags: TAGS,
          operationId: "requestProduction",
          summary: "Request Test Drive Premium or Production, for the first time or again",
          description:
            "The first time credentials and keys are made. They are in `issued` this once, wait with the environment for the provider's approval, and are refused at the gate until then.",
          params,
          body: z.object({
            plan: planField,
            answers: answersField,
            description: descriptionField.default(""),
            mastercardEncryptionKey: z
              .object({ alias: aliasField, certificateRequest: certificateRequestField })
              .nullish()
              .describe("For the first time only; absent: none yet."),
          }),
          response: {
            200: z.object({ production: answer, issued: z.null() }),
            201: z.object({ production: answer, issued: issuedSecrets }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "not-allowed",
              "wrong-state",
              "invalid-csr",
              "key-already-used",
              "encryption-keys-not-enabled",
              "timeline-full",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const projectId = request.params.id;
        const made = await submitRequest(deps, whoOf(request, clock()), {
          projectId,
          ...request.body,
          mastercardEncryptionKey: request.body.mastercardEncryptionKey ?? null,
        });
        const production = await describe(request, projectId);
        if (made === null) return reply.code(200).send({ production, issued: null });
        const { credential, partnerSecret, appKey } = made.credential;
        const key = made.mastercardKey;
        return reply.code(201).send({
          production,
          issued: {
            partnerId: credential.partnerId,
            partnerSecret,
            appKey,
            mastercardEncryptionKey: key === null ? null : await issuedOf(deps.authority, key),
          },
        });
      },
    );

    app.post(
      "/projects/:id/production/withdraw",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "withdrawProductionRequest",
          summary: "Withdraw a request that is not decided yet",
          params,
          response: {
            200: answer,
            ...refusals("not-logged-in", "not-found", "not-allowed", "wrong-state", "timeline-full"),
          },
        },
      },
      async (request) => {
        await withdrawRequest(database, whoOf(request, clock()), request.params.id);
        return describe(request, request.params.id);
      },
    );

    app.post(
      "/projects/:id/production/comments",
      {
        bodyLimit: COMMENT_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "commentOnProductionRequest",
          summary: "Say something to the provider on the request's timeline",
          params,
          body: commentBody,
          response: {
            200: answer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "not-allowed", "timeline-full"),
          },
        },
      },
      async (request) => {
        const projectId = request.params.id;
        const { text } = request.body;
        await commentOnRequest(database, whoOf(request, clock()), { projectId, text });
        return describe(request, projectId);
      },
    );
  };
}
