import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { callerOf } from "../accounts/caller-of.ts";
import { beginFlow } from "../accounts/identity/begin.ts";
import { finishFlow } from "../accounts/identity/finish.ts";
import { clearFlowCookie, readFlowCookie, setFlowCookie } from "../accounts/identity/flow.ts";
import { addressAnswer, queryField } from "../accounts/identity/routes.ts";
import type { IdentityService } from "../accounts/identity/service.ts";
import { COMMENT_BODY_LIMIT, commentBody } from "../companies/attend-fields.ts";
import { companyAnswer, describeCompany } from "../companies/describe-company.ts";
import { DOCUMENT_BODY_LIMIT, documentFields, readDocument } from "../companies/document.ts";
import { afterStep, companyNumberField, MOST_DOCUMENTS, messageField } from "../companies/rules.ts";
import { sendDocument } from "../companies/send-document.ts";
import { type Company, documentsOf, readDocumentOf } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { ability, abilityAnswer } from "../http/ability.ts";
import { beforeTheBody, requireSignedIn, whoOf } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import { clientField } from "../projects/rules.ts";
import { companyOf } from "./company-of-project.ts";
import { forMembers } from "./for-members.ts";
import { linkCompany } from "./link-company.ts";
import {
  addDocument,
  changeOwnCompany,
  commentOnCompany,
  submitCompany,
  whyNotChange,
  withdrawCompany,
} from "./verify-company.ts";

export interface CompanyRoutesDeps {
  readonly database: Database;
  readonly clock: () => Date;
  readonly providerName: string;
  readonly production: boolean;
  /** Where people can log in and be vouched for; null: nowhere. */
  readonly identity: IdentityService | null;
}

const TAGS = ["companies"];
const params = z.object({ id: z.uuid() });

const answer = z.object({
  identityService: z.object({ name: z.string() }).nullable().describe("Which vouches for companies."),
  company: companyAnswer.nullable().describe("Null: a client whose verification nobody has begun."),
  can: z.object({
    changeDetails: abilityAnswer,
    submit: abilityAnswer,
    link: abilityAnswer.describe("`identity-service-missing`: no service vouches for companies here."),
    withdraw: abilityAnswer,
    addDocument: abilityAnswer,
    comment: abilityAnswer,
  }),
});

/** The company of a project – the client, or the partner itself – and its verification, for the project's members. */
export function productionCompanyRoutes(deps: CompanyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;
    const names = deps.identity?.company ?? null;
    const vouches = deps.identity === null || names === null ? null : { service: deps.identity, names };
    const requireService = () => {
      if (vouches === null) throw new Problem("not-found", "No identity service vouches for companies here.");
      return vouches;
    };
    const whyNotLink = (company: Company | null, companyId: string | null): string | null => {
      if (vouches === null) return "identity-service-missing";
      if (company?.kind === "own" && company.id !== companyId) return "not-your-company";
      return afterStep(company?.verification ?? "unverified", "link") === null ? "wrong-state" : null;
    };

    const describe = async (request: FastifyRequest, projectId: string): Promise<z.infer<typeof answer>> => {
      const signedIn = requireSignedIn(request);
      const membership = await requireRole(database, signedIn, projectId, "project.read");
      const { project } = membership;
      const standing = await standingOf(database, signedIn, membership);
      const company = await companyOf(database, project);
      const state = company?.verification ?? "unverified";
      const documents = company === null ? [] : await documentsOf(database, company.id);
      const may = (refusal: string | null) => ability(standing, "company.verify", refusal);
      const full = state === "verified" || documents.length >= MOST_DOCUMENTS;
      return {
        identityService: vouches === null ? null : { name: vouches.service.name },
        company: company === null ? null : await forMembers(deps, await describeCompany(database, company)),
        can: {
          changeDetails: may(company === null ? "client" : whyNotChange(company, signedIn.companyId)),
          link: may(whyNotLink(company, signedIn.companyId)),
          submit: may(afterStep(state, "submit") === null ? "wrong-state" : null),
          withdraw: may(afterStep(state, "withdraw") === null ? "wrong-state" : null),
          addDocument: may(full ? "company-not-open" : null),
          comment: may(null),
        },
      };
    };

    app.get(
      "/projects/:id/company",
      {
        schema: {
          tags: TAGS,
          operationId: "readCompanyOfProject",
          summary: "The company that must be verified before Production: the client, or the partner itself",
          params,
          response: { 200: answer, ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request) => describe(request, request.params.id),
    );

    app.put(
      "/projects/:id/company",
      {
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "changeOwnCompany",
          summary: "Give your own company's legal name and address",
          params,
          body: clientField,
          response: {
            200: answer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "not-allowed", "company-not-open"),
          },
        },
      },
      async (request) => {
        const projectId = request.params.id;
        await changeOwnCompany(database, whoOf(request, clock()), { projectId, ...request.body });
        return describe(request, projectId);
      },
    );

    app.get(
      "/projects/:id/company/documents/:documentId",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadCompanyDocument",
          summary: "A document of the company, as it was sent",
          params: z.object({ id: z.uuid(), documentId: z.uuid() }),
          response: { 200: z.any(), ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        const { id, documentId } = request.params;
        const { project } = await requireRole(database, requireSignedIn(request), id, "project.read");
        const company = await companyOf(database, project);
        const document = company === null ? null : await readDocumentOf(database, company.id, documentId);
        if (document === null) throw new Problem("not-found", "There is no such document.");
        return sendDocument(reply, document);
      },
    );

    app.post(
      "/projects/:id/company/verification",
      {
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "submitCompany",
          summary: "Ask the provider to verify the company, by its company ID or by a review of documents",
          params,
          body: z.discriminatedUnion("method", [
            z.object({
              method: z.literal("company-id"),
              companyNumber: companyNumberField,
              note: messageField("Write something.").nullish(),
            }),
            z.object({ method: z.literal("review"), note: messageField("Write something.").nullish() }),
          ]),
          response: {
            200: answer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "not-allowed",
              "wrong-state",
              "company-incomplete",
              "timeline-full",
            ),
          },
        },
      },
      async (request) => {
        const { body } = request;
        const projectId = request.params.id;
        await submitCompany(database, whoOf(request, clock()), {
          projectId,
          method: body.method,
          companyNumber: body.method === "company-id" ? body.companyNumber : null,
          note: body.note ?? null,
        });
        return describe(request, projectId);
      },
    );

    app.post(
      "/projects/:id/company/identity/begin",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "beginLinkCompany",
          summary:
            "Go to the identity service to have the company vouched for; sets a cookie for the way back",
          params,
          response: {
            200: addressAnswer,
            ...refusals(
              "not-logged-in",
              "not-found",
              "not-allowed",
              "too-many-attempts",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const signedIn = requireSignedIn(request);
        const { project } = await requireRole(database, signedIn, request.params.id, "company.verify");
        const { address, token } = await beginFlow(
          { database, clock, service: requireService().service },
          callerOf(request, deps.production),
          { purpose: "company", accountId: signedIn.id, projectId: project.id },
        );
        setFlowCookie(reply, deps.production, token);
        return { address };
      },
    );

    app.post(
      "/projects/:id/company/identity",
      {
        bodyLimit: 8_192,
        schema: {
          tags: TAGS,
          operationId: "linkCompany",
          summary: "Have the company verified at once by what the identity service has answered",
          params,
          body: queryField,
          response: {
            200: answer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "not-allowed",
              "log-in-expired",
              "identity-refused",
              "company-mismatch",
              "company-not-open",
              "wrong-state",
              "timeline-full",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = whoOf(request, clock());
        const projectId = request.params.id;
        const token = readFlowCookie(request, deps.production);
        clearFlowCookie(reply, deps.production);
        await requireRole(database, who.signedIn, projectId, "company.verify");
        const { service, names } = requireService();
        const brought = { token, query: request.body.query, purpose: "company" } as const;
        const identity = await finishFlow(
          { database, clock, service },
          { ...brought, accountId: who.signedIn.id, projectId },
          "user-info",
        );
        await linkCompany(database, who, { projectId, identity, names, serviceName: service.name });
        return describe(request, projectId);
      },
    );

    app.delete(
      "/projects/:id/company/verification",
      {
        schema: {
          tags: TAGS,
          operationId: "withdrawCompany",
          summary: "Withdraw a verification that nobody has decided yet",
          params,
          response: {
            200: answer,
            ...refusals("not-logged-in", "not-found", "not-allowed", "wrong-state", "timeline-full"),
          },
        },
      },
      async (request) => {
        await withdrawCompany(database, whoOf(request, clock()), request.params.id);
        return describe(request, request.params.id);
      },
    );

    app.post(
      "/projects/:id/company/documents",
      {
        bodyLimit: DOCUMENT_BODY_LIMIT,
        onRequest: beforeTheBody.requireSignedIn,
        schema: {
          tags: TAGS,
          operationId: "addCompanyDocument",
          summary: "Add a document for the review: PDF, PNG or JPEG of at most 2 MB, in base64",
          params,
          body: documentFields,
          response: {
            200: answer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "not-allowed", "company-not-open"),
          },
        },
      },
      async (request) => {
        const projectId = request.params.id;
        const document = readDocument(request.body);
        await addDocument(database, whoOf(request, clock()), { projectId, document });
        return describe(request, projectId);
      },
    );

    app.post(
      "/projects/:id/company/comments",
      {
        bodyLimit: COMMENT_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "commentOnCompany",
          summary: "Say something to the provider on the company's timeline",
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
        await commentOnCompany(database, whoOf(request, clock()), { projectId, text });
        return describe(request, projectId);
      },
    );
  };
}
