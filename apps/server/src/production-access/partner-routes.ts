import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { FIRST_PAIR_LAPSES_AFTER_MS } from "../accounts/first-pair.ts";
import { messageField, VERIFICATION_STATES } from "../companies/rules.ts";
import type { Company } from "../companies/store.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { pageField } from "../http/page.ts";
import { searchField } from "../http/search-text.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { accountsOfPartners, listPartners, type PartnerView } from "./list-partners.ts";
import { offerKeys, resumePartner, type SuspensionDeps, suspendPartner } from "./suspend.ts";

const ON_A_PAGE = 50;
const TAGS = ["operator"];
const params = z.object({ companyId: z.uuid() });

const partnersAnswer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      verification: z.enum(VERIFICATION_STATES),
      projects: z.number().int(),
      encryptionKeys: z.boolean(),
      suspendedAt: z.iso.datetime().nullable(),
      suspension: z
        .object({
          reason: z.string(),
          askedBy: z.string(),
          askedAt: z.iso.datetime(),
          lapsesAt: z.iso.datetime().describe("Not confirmed by then, it is dropped."),
        })
        .nullable()
        .describe("What was asked for, and waits for a second operator until `suspendedAt` is there."),
      accounts: z
        .array(
          z.object({
            email: z.string(),
            projects: z.number().int(),
            projectLimit: z.number().int().describe("How many it may hold."),
          }),
        )
        .describe("The partner's people."),
      can: z.object({
        suspend: abilityAnswer,
        resume: abilityAnswer,
        offerKeys: abilityAnswer,
        limitProjects: abilityAnswer,
      }),
    }),
  ),
  total: z.number().int(),
});

export function partnerRoutes(
  deps: SuspensionDeps & {
    readonly clock: () => Date;
  },
): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    const describe = async (
      operator: Operator,
      view: PartnerView,
    ): Promise<z.infer<typeof partnersAnswer>> => {
      const { rows, total } = await listPartners(database, view);
      const people = await accountsOfPartners(
        database,
        rows.map(({ company }) => company.id),
      );
      const items = rows.map(({ company, projects }) => ({
        id: company.id,
        name: company.name,
        verification: company.verification,
        projects,
        encryptionKeys: company.encryptionKeysEnabled,
        suspendedAt: company.suspendedAt?.toISOString() ?? null,
        suspension: suspensionOf(company),
        accounts: people
          .filter(({ companyId }) => companyId === company.id)
          .map(({ companyId: _, ...account }) => account),
        can: abilitiesOf(company, operator),
      }));
      return { items, total };
    };

    app.get(
      "/operator/partners",
      {
        schema: {
          tags: TAGS,
          operationId: "listPartners",
          summary: "For operators: partners by name, 50 a page",
          querystring: z.object({ search: searchField, page: pageField }),
          response: {
            200: partnersAnswer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const operator = requireOperator(request, "partner.read");
        const { search, page } = request.query;
        return describe(operator, { search, from: (page - 1) * ON_A_PAGE, most: ON_A_PAGE });
      },
    );

    app.post(
      "/operator/partners/:companyId/suspend",
      {
        bodyLimit: 16_384,
        schema: {
          tags: TAGS,
          operationId: "suspendPartner",
          summary:
            "For operators: ask for a partner to be suspended, or confirm what another one has asked for",
          params,
          body: z.object({ reason: messageField("Say why: the partner reads it.") }),
          response: {
            200: partnersAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "wrong-state",
              "own-request",
              "second-pair-of-eyes",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.suspend", clock());
        await suspendPartner(deps, who, { companyId: request.params.companyId, ...request.body });
        return describe(who.signedIn, request.params);
      },
    );

    app.post(
      "/operator/partners/:companyId/resume",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "resumePartner",
          summary: "For operators: end a suspension, or drop what was asked for of one",
          params,
          response: {
            200: partnersAnswer,
            ...refusals("not-logged-in", "not-found", "second-factor-required", "wrong-state", "own-request"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.suspend", clock());
        await resumePartner(deps, who, request.params.companyId);
        return describe(who.signedIn, request.params);
      },
    );

    app.put(
      "/operator/partners/:companyId/encryption-keys",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "offerEncryptionKeys",
          summary: "For administrators: offer a partner encryption keys, or withhold new ones",
          params,
          body: z.object({ enabled: z.boolean("Say whether they are offered.") }),
          response: {
            200: partnersAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "own-request",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.offer-keys", clock());
        await offerKeys(database, who, { companyId: request.params.companyId, ...request.body });
        return describe(who.signedIn, request.params);
      },
    );
  };
}

function abilitiesOf(company: Company, operator: Operator) {
  const { operatorRole: role } = operator;
  const resume = company.suspensionAskedBy === null ? "wrong-state" : null;
  return {
    suspend: operatorAbility(role, "partner.suspend", whyNotSuspend(company, operator)),
    resume: operatorAbility(role, "partner.suspend", resume),
    offerKeys: operatorAbility(role, "partner.offer-keys"),
    limitProjects: operatorAbility(role, "account.limit"),
  };
}

function suspensionOf(company: Company) {
  const { suspensionReason: reason, suspensionAskedByEmail: askedBy, suspensionAskedAt: askedAt } = company;
  if (reason === null || askedBy === null || askedAt === null) return null;
  const lapsesAt = new Date(askedAt.getTime() + FIRST_PAIR_LAPSES_AFTER_MS);
  return { reason, askedBy, askedAt: askedAt.toISOString(), lapsesAt: lapsesAt.toISOString() };
}

function whyNotSuspend(company: Company, operator: Operator): string | null {
  if (company.suspendedAt !== null) return "wrong-state";
  if (company.id === operator.companyId) return "own-request";
  return company.suspensionAskedBy === operator.id ? "second-pair-of-eyes" : null;
}
