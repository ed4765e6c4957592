import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { questionAnswer } from "../api-services/describe-service.ts";
import { PAYLOAD_POLICIES } from "../api-services/rules.ts";
import { questionsOf, serviceOf } from "../api-services/store.ts";
import {
  ASSIGNEE_BODY_LIMIT,
  assigneeBody,
  COMMENT_BODY_LIMIT,
  commentBody,
} from "../companies/attend-fields.ts";
import { messageField, VERIFICATION_STATES } from "../companies/rules.ts";
import { contractAnswer, describeContract } from "../contracts/routes.ts";
import { credentialsOf } from "../credentials/store.ts";
import { clientKeysOf, mastercardKeysOf } from "../encryption-keys/store.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { pageField } from "../http/page.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { environmentsOf, membersOf } from "../projects/store.ts";
import { describeRequest, requestAnswer } from "./describe-request.ts";
import { attendRequest, decideRequest, groundsOf, isOnesOwn, type ReviewDeps } from "./review.ts";
import { afterStep, FOR_OPERATORS, MISSING, PLANS, REQUEST_STATES } from "./rules.ts";
import { readRequest, requestsIn } from "./store.ts";

export interface OperatorRequestRoutesDeps extends ReviewDeps {
  readonly clock: () => Date;
  /** Calls of an environment so far, and when the last one was. */
  readonly callsOf: (environmentId: string) => Promise<{ calls: number; lastAt: Date | null }>;
}

const ON_A_PAGE = 50;
const DAY_MS = 86_400_000;
const TAGS = ["operator"];
const params = z.object({ requestId: z.uuid() });
const DECISIONS = ["approve", "refuse", "ask"] as const;

const keyAnswer = z.object({
  id: z.uuid(),
  type: z.enum(["client", "mastercard"]),
  environment: z.enum(["sandbox", "production"]),
  name: z.string().describe("The alias, or the beginning of the kid."),
  notAfter: z.iso.datetime(),
  revoked: z.boolean(),
  active: z.boolean(),
  provenAt: z.iso
    .datetime()
    .nullable()
    .describe("When its holder last showed that they have the private half."),
});

const onePage = z.object({
  request: requestAnswer.extend({
    project: z.object({ id: z.uuid(), name: z.string(), purpose: z.enum(["self", "client"]) }),
    assignee: z.string().nullable(),
    firstBy: z.string().nullable().describe("Who of the two has approved it."),
    secondBy: z.string().nullable(),
  }),
  apiService: z.object({ id: z.string(), name: z.string() }),
  questions: z.array(questionAnswer).describe("What the API service asks now."),
  partner: z.object({ id: z.uuid(), name: z.string() }),
  company: z
    .object({ id: z.uuid(), legalName: z.string(), verification: z.enum(VERIFICATION_STATES) })
    .nullable(),
  contracts: z.array(contractAnswer),
  team: z.array(z.object({ email: z.string(), name: z.string(), role: z.enum(["admin", "read-only"]) })),
  keys: z.array(keyAnswer),
  credentials: z.number().int().describe("Sets of credentials for Production."),
  sandbox: z.object({ calls: z.number().int(), lastAt: z.iso.datetime().nullable() }),
  gate: z
    .object({
      upstream: z.string().nullable().describe("Where calls of Production will go; null: nobody says yet."),
      payloadPolicy: z.enum(PAYLOAD_POLICIES),
    })
    .describe("What the gate does with calls once the request is approved, as the catalogue says now."),
  missing: z.array(z.enum(MISSING)).describe("What stands against an approval; empty: nothing."),
  can: z.object({ approve: abilityAnswer, refuse: abilityAnswer, ask: abilityAnswer }),
});

export function operatorRequestRoutes(deps: OperatorRequestRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    const describe = async (operator: Operator, id: string): Promise<z.infer<typeof onePage>> => {
      const request = await readRequest(database, id);
      if (request === null) throw new Problem("not-found", "There is no such request.");
      const now = clock();
      const grounds = await groundsOf(database, request, deps.productionUpstream, now);
      const { project, partner, company, missing } = grounds;
      const service = await serviceOf(database, project.apiService);
      const own = await isOnesOwn(database, request, grounds, operator);
      const environments = await environmentsOf(database, project.id);
      const keys = await Promise.all(environments.map((environment) => keysIn(environment)));
      const sandbox = environments.find(({ type }) => type === "sandbox");
      const used = sandbox === undefined ? { calls: 0, lastAt: null } : await deps.callsOf(sandbox.id);
      const may = (refusal: string | null) =>
        operatorAbility(operator.operatorRole, "production.decide", own ? "own-request" : refusal);
      const step = (of: "refuse" | "ask") =>
        may(afterStep(request.state, of) === null ? "wrong-state" : null);
      return {
        request: {
          ...(await describeRequest(database, request)),
          project: { id: project.id, name: project.name, purpose: project.purpose },
          assignee: request.assignee,
          firstBy: request.firstByEmail,
          secondBy: request.secondByEmail,
        },
        apiService: { id: service.id, name: service.name },
        questions: await questionsOf(database, service.id),
        partner: { id: partner.id, name: partner.name },
        company:
          company === null
            ? null
            : { id: company.id, legalName: company.name, verification: company.verification },
        contracts: grounds.contracts.map((contract) => describeContract(contract, now)),
        team: await membersOf(database, project.id),
        keys: keys.flat(),
        credentials:
          request.environmentId === null ? 0 : (await credentialsOf(database, request.environmentId)).length,
        sandbox: { calls: used.calls, lastAt: used.lastAt?.toISOString() ?? null },
        gate: { upstream: grounds.upstream, payloadPolicy: service.payloadPolicy },
        missing: [...missing],
        can: {
          approve: may(whyNotApprove(request.state, request.firstBy, operator.id, missing[0] ?? null)),
          refuse: step("refuse"),
          ask: step("ask"),
        },
      };
    };

    const keysIn = async (environment: { id: string; type: "sandbox" | "production" }) => [
      ...(await clientKeysOf(database, environment.id)).map((key) => ({
        id: key.id,
        type: "client" as const,
        environment: environment.type,
        name: `${key.kid.slice(0, 8)}…`,
        notAfter: key.notAfter.toISOString(),
        revoked: key.revokedAt !== null,
        active: key.revokedAt === null,
        provenAt: null,
      })),
      ...(await mastercardKeysOf(database, environment.id)).map((key) => ({
        id: key.id,
        type: "mastercard" as const,
        environment: environment.type,
        name: key.alias,
        notAfter: key.notAfter.toISOString(),
        revoked: key.revokedAt !== null,
        active: key.active,
        provenAt: key.provenAt?.toISOString() ?? null,
      })),
    ];

    app.get(
      "/operator/requests",
      {
        schema: {
          tags: TAGS,
          operationId: "listProductionRequests",
          summary: "For operators: requests for Production, those that wait longest first",
          querystring: z.object({
            state: z
              .enum([...REQUEST_STATES, "waiting"])
              .default("waiting")
              .describe("waiting: for an operator."),
            assignee: z.enum(["anybody", "me", "nobody"]).default("anybody").describe("Who has taken it on."),
            olderThanDays: z.coerce
              .number("Give a number of days.")
              .int("Give a number of days.")
              .min(0, "Give a number of days.")
              .max(3_650, "Give a number of days, at most ten years.")
              .default(0)
              .describe("Those that were submitted longer ago."),
            page: pageField,
          }),
          response: {
            200: z.object({
              items: z.array(
                z.object({
                  id: z.uuid(),
                  project: z.string(),
                  partner: z.string().nullable(),
                  plan: z.enum(PLANS),
                  state: z.enum(REQUEST_STATES),
                  submittedAt: z.iso.datetime().nullable(),
                  assignee: z.string().nullable(),
                  firstBy: z.string().nullable(),
                }),
              ),
              total: z.number().int(),
            }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const { email } = requireOperator(request, "production.decide");
        const { state, assignee, olderThanDays: days, page } = request.query;
        const { rows, total } = await requestsIn(database, state === "waiting" ? FOR_OPERATORS : [state], {
          assignee: { anybody: undefined, me: email, nobody: null }[assignee],
          before: days === 0 ? null : new Date(clock().getTime() - days * DAY_MS),
          from: (page - 1) * ON_A_PAGE,
          most: ON_A_PAGE,
        });
        return {
          total,
          items: rows.map(({ request: one, project, partner }) => ({
            id: one.id,
            project,
            partner,
            plan: one.plan,
            state: one.state,
            submittedAt: one.submittedAt?.toISOString() ?? null,
            assignee: one.assignee,
            firstBy: one.firstByEmail,
          })),
        };
      },
    );

    app.get(
      "/operator/requests/:requestId",
      {
        schema: {
          tags: TAGS,
          operationId: "readProductionRequestAsOperator",
          summary: "For operators: a request with all that a decision rests on",
          params,
          response: { 200: onePage, ...refusals("not-logged-in", "not-found", "second-factor-required") },
        },
      },
      async (request) => describe(requireOperator(request, "production.decide"), request.params.requestId),
    );

    app.post(
      "/operator/requests/:requestId/decision",
      {
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "decideProductionRequest",
          summary: "For operators: approve a request (two of them do), refuse it, or ask for more",
          params,
          body: z.object({
            decision: z.enum(DECISIONS, "Say approve, refuse or ask."),
            text: messageField("Say why.").nullish(),
          }),
          response: {
            200: onePage,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "wrong-state",
              "own-request",
              "second-pair-of-eyes",
              "not-ready-to-approve",
              "timeline-full",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "production.decide", clock());
        const { requestId } = request.params;
        const { decision } = request.body;
        const text = request.body.text ?? null;
        if (decision !== "approve" && text === null) {
          const detail = "Say why: the partner reads it.";
          throw new Problem("invalid-request", detail, { fields: [{ pointer: "/text", detail }] });
        }
        await decideRequest(deps, who, { requestId, decision, text });
        return describe(who.signedIn, requestId);
      },
    );

    app.post(
      "/operator/requests/:requestId/comments",
      {
        bodyLimit: COMMENT_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "commentOnProductionRequestAsOperator",
          summary: "For operators: say something to the partner on a request's timeline",
          params,
          body: commentBody,
          response: {
            200: onePage,
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
        const who = operatorWhoOf(request, "production.decide", clock());
        const { requestId } = request.params;
        await attendRequest(database, who, { requestId, comment: request.body.text });
        return describe(who.signedIn, requestId);
      },
    );

    app.put(
      "/operator/requests/:requestId/assignee",
      {
        bodyLimit: ASSIGNEE_BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "assignProductionRequest",
          summary: "For operators: take a request on, or leave it to others",
          params,
          body: assigneeBody,
          response: {
            200: onePage,
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "production.decide", clock());
        const { requestId } = request.params;
        await attendRequest(database, who, { requestId, mine: request.body.mine });
        return describe(who.signedIn, requestId);
      },
    );
  };
}

function whyNotApprove(
  state: (typeof REQUEST_STATES)[number],
  firstBy: string | null,
  operatorId: string,
  missing: string | null,
): string | null {
  if (afterStep(state, firstBy === null ? "look" : "approve") === null) return "wrong-state";
  return firstBy === operatorId ? "second-pair-of-eyes" : missing;
}
