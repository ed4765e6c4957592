import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { messageField, VERIFICATION_STATES } from "../companies/rules.ts";
import type { Company } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { FIRST_PAIR_LAPSES_AFTER_MS } from "../projects/four-eyes.ts";
import { listPartners, offerKeys, resumePartner, suspendPartner } from "./suspend.ts";

const MOST_SHOWN = 2_000;
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
      can: z.object({ suspend: abilityAnswer, resume: abilityAnswer, offerKeys: abilityAnswer }),
    }),
  ),
});

export function partnerRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    const describe = async (operator: Operator): Promise<z.infer<typeof partnersAnswer>> => ({
      items: (await listPartners(database, MOST_SHOWN)).map(({ company, projects }) => ({
        id: company.id,
        name: company.name,
        verification: company.verification,
        projects,
        encryptionKeys: company.encryptionKeysEnabled,
        suspendedAt: company.suspendedAt?.toISOString() ?? null,
        suspension: suspensionOf(company),
        can: {
          suspend: operatorAbility(
            operator.operatorRole,
            "partner.suspend",
            whyNotSuspend(company, operator),
          ),
          resume: operatorAbility(
            operator.operatorRole,
            "partner.suspend",
            company.suspensionAskedBy === null ? "wrong-state" : null,
          ),
          offerKeys: operatorAbility(operator.operatorRole, "partner.offer-keys"),
        },
      })),
    });

    app.get(
      "/operator/partners",
      {
        schema: {
          tags: TAGS,
          operationId: "listPartners",
          summary: "For operators: partners by name",
          response: { 200: partnersAnswer, ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request) => describe(requireOperator(request, "partner.read")),
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
              "wrong-state",
              "own-request",
              "second-pair-of-eyes",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.suspend", clock());
        await suspendPartner(database, who, { companyId: request.params.companyId, ...request.body });
        return describe(who.signedIn);
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
            ...refusals("not-logged-in", "not-found", "wrong-state", "own-request"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.suspend", clock());
        await resumePartner(database, who, request.params.companyId);
        return describe(who.signedIn);
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
            ...refusals("invalid-request", "not-logged-in", "not-found", "not-allowed", "own-request"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "partner.offer-keys", clock());
        await offerKeys(database, who, { companyId: request.params.companyId, ...request.body });
        return describe(who.signedIn);
      },
    );
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
