import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { companyAnswer, describeCompany } from "../companies/describe-company.ts";
import { DOCUMENT_BODY_LIMIT, documentFields, readDocument } from "../companies/document.ts";
import { afterStep, companyNumberField, MOST_DOCUMENTS, messageField } from "../companies/rules.ts";
import { documentsOf } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { ability, abilityAnswer } from "../http/ability.ts";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { clientField } from "../projects/rules.ts";
import { companyOf } from "./company-of-project.ts";
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
}

const TAGS = ["companies"];
const params = z.object({ id: z.uuid() });

const answer = z.object({
  company: companyAnswer.nullable().describe("Null: a client whose verification nobody has begun."),
  can: z.object({
    changeDetails: abilityAnswer,
    submit: abilityAnswer,
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

    const describe = async (request: FastifyRequest, projectId: string): Promise<z.infer<typeof answer>> => {
      const signedIn = requireSignedIn(request);
      const { project, role } = await requireRole(database, signedIn, projectId, "project.read");
      const company = await companyOf(database, project);
      const state = company?.verification ?? "unverified";
      const documents = company === null ? [] : await documentsOf(database, company.id);
      const may = (refusal: string | null) => ability(role, "company.verify", refusal);
      const full = state === "verified" || documents.length >= MOST_DOCUMENTS;
      return {
        company: company === null ? null : await describeCompany(database, company),
        can: {
          changeDetails: may(company === null ? "client" : whyNotChange(company, signedIn.companyId)),
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
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "commentOnCompany",
          summary: "Say something to the provider on the company's timeline",
          params,
          body: z.object({ text: messageField("Write something.") }),
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
