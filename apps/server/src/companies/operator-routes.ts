import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { afterField, cutPage, placeGiven } from "../http/page-place.ts";
import { searchField } from "../http/search-text.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { ASSIGNEE_BODY_LIMIT, assigneeBody, COMMENT_BODY_LIMIT, commentBody } from "./attend-fields.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { afterDecision, assignCompany, commentAsOperator, type DecideDeps, decideCompany } from "./decide.ts";
import { DECISIONS } from "./decision-mail.ts";
import { companyAnswer, describeCompany } from "./describe-company.ts";
import { messageField, VERIFICATION_STATES } from "./rules.ts";
import { sendDocument } from "./send-document.ts";
import { type Company, companiesIn, companiesNamed, readCompany, readDocumentOf } from "./store.ts";

export interface OperatorCompanyRoutesDeps extends DecideDeps {
  readonly clock: () => Date;
}

const ON_A_PAGE = 50;
const TAGS = ["operator"];
const params = z.object({ companyId: z.uuid() });

const queueItem = z.object({
  id: z.uuid(),
  kind: z.enum(["own", "client"]),
  legalName: z.string(),
  partner: z.string().nullable().describe("Of a client: the partner that runs a project for it."),
  verification: z.enum(VERIFICATION_STATES),
  method: z.enum(["company-id", "review", "linked"]).nullable(),
  submittedAt: z.iso.datetime().nullable(),
  assignee: z.string().nullable(),
});

const operatorAnswer = z.object({
  company: companyAnswer.extend({ partner: z.string().nullable(), assignee: z.string().nullable() }),
  can: z.object({ approve: abilityAnswer, refuse: abilityAnswer, ask: abilityAnswer, reopen: abilityAnswer }),
});

export function operatorCompanyRoutes(deps: OperatorCompanyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    const describe = async (operator: Operator, id: string): Promise<z.infer<typeof operatorAnswer>> => {
      const company = await readCompany(database, id);
      if (company === null) throw new Problem("not-found", "There is no such company.");
      const partner = company.partnerId === null ? null : await readCompany(database, company.partnerId);
      const may = (step: (typeof DECISIONS)[number]) =>
        operatorAbility(operator.operatorRole, "company.decide", whyNot(company, operator, step));
      return {
        company: {
          ...(await describeCompany(database, company)),
          partner: partner?.name ?? null,
          assignee: company.assignee,
        },
        can: { approve: may("approve"), refuse: may("refuse"), ask: may("ask"), reopen: may("reopen") },
      };
    };

    app.get(
      "/operator/companies",
      {
        schema: {
          tags: TAGS,
          operationId: "listCompaniesToVerify",
          summary:
            "For operators: companies by the state of their verification, those that wait longest first, 50 a page",
          querystring: z.object({
            verification: z.enum(VERIFICATION_STATES).default("in-review"),
            after: afterField,
          }),
          response: {
            200: z.object({
              items: z.array(queueItem),
              next: z.string().nullable().describe("For `after`; null: these are the last."),
            }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        requireOperator(request, "company.decide");
        const after = placeGiven(readCursor, request.query.after, "after");
        const rows = await companiesIn(database, [request.query.verification], after, ON_A_PAGE + 1);
        const { shown, next } = cutPage(rows, ON_A_PAGE, ({ company }) =>
          writeCursor({ since: company.submittedAt, id: company.id }),
        );
        return {
          next,
          items: shown.map(({ company, partner }) => ({
            id: company.id,
            kind: company.kind,
            legalName: company.name,
            partner,
            verification: company.verification,
            method: company.method,
            submittedAt: company.submittedAt?.toISOString() ?? null,
            assignee: company.assignee,
          })),
        };
      },
    );

    app.get(
      "/operator/company-names",
      {
        schema: {
          tags: TAGS,
          operationId: "findCompanies",
          summary: "For operators: partners and their clients by name, 20 at most",
          querystring: z.object({ search: searchField }),
          response: {
            200: z.object({
              items: z.array(queueItem.pick({ id: true, kind: true, legalName: true, partner: true })),
            }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        requireOperator(request, "contract.read");
        const rows = await companiesNamed(database, request.query.search, 20);
        return {
          items: rows.map(({ company, partner }) => ({
            id: company.id,
            kind: company.kind,
            legalName: company.name,
            partner,
          })),
        };
      },
    );

    app.get(
      "/operator/companies/:companyId",
      {
        schema: {
          tags: TAGS,
          operationId: "readCompanyToVerify",
          summary: "For operators: a company, its documents and what was said",
          params,
          response: {
            200: operatorAnswer,
            ...refusals("not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => describe(requireOperator(request, "company.decide"), request.params.companyId),
    );

    app.get(
      "/operator/companies/:companyId/documents/:documentId",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadCompanyDocumentAsOperator",
          summary: "For operators: a document of a company, as it was sent",
          params: z.object({ companyId: z.uuid(), documentId: z.uuid() }),
          response: { 200: z.any(), ...refusals("not-logged-in", "not-found", "second-factor-required") },
        },
      },
      async (request, reply) => {
        requireOperator(request, "company.decide");
        const { companyId, documentId } = request.params;
        const document = await readDocumentOf(database, companyId, documentId);
        if (document === null) throw new Problem("not-found", "There is no such document.");
        return sendDocument(reply, document);
      },
    );

    app.post(
      "/operator/companies/:companyId/decision",
      {
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "decideCompany",
          summary:
            "For operators: verify a company, refuse it, ask for more, or open a verified one again; the partner is told by mail",
          params,
          body: z.object({
            decision: z.enum(DECISIONS, "Say approve, refuse, ask or reopen."),
            text: messageField("Say why.").nullish(),
          }),
          response: {
            200: operatorAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "wrong-state",
              "own-request",
              "timeline-full",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "company.decide", clock());
        const { decision: step } = request.body;
        const text = request.body.text ?? null;
        if (step !== "approve" && text === null) {
          const detail = "Say why: the partner reads it.";
          throw new Problem("invalid-request", detail, { fields: [{ pointer: "/text", detail }] });
        }
        await decideCompany(deps, who, { companyId: request.params.companyId, step, text });
        return describe(who.signedIn, request.params.companyId);
      },
    );

    app.post(
      "/operator/companies/:companyId/comments",
      {
        bodyLimit: COMMENT_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "commentOnCompanyAsOperator",
          summary: "For operators: say something to the partner on a company's timeline",
          params,
          body: commentBody,
          response: {
            200: operatorAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "timeline-full",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "company.decide", clock());
        const { companyId } = request.params;
        await commentAsOperator(database, who, { companyId, text: request.body.text });
        return describe(who.signedIn, companyId);
      },
    );

    app.put(
      "/operator/companies/:companyId/assignee",
      {
        bodyLimit: ASSIGNEE_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "assignCompany",
          summary: "For operators: take a verification on, or leave it to others",
          params,
          body: assigneeBody,
          response: {
            200: operatorAnswer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "company.decide", clock());
        const { companyId } = request.params;
        const assignee = request.body.mine ? who.signedIn.email : null;
        await assignCompany(database, who, { companyId, assignee });
        return describe(who.signedIn, companyId);
      },
    );
  };
}

function whyNot(company: Company, operator: Operator, step: (typeof DECISIONS)[number]): string | null {
  if (afterDecision(company, step) === null) return "wrong-state";
  return company.submittedBy === operator.id || company.id === operator.companyId ? "own-request" : null;
}
