import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";

/** The way into the operators' console: what is there for whoever is logged in. */
export const operatorConsoleRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get(
    "/operator",
    {
      schema: {
        tags: ["operator"],
        operationId: "openOperatorConsole",
        summary: "What an operator may do; not found for everybody else",
        security: [{ session: [] }],
        response: {
          200: z.object({
            can: z.object({
              readPolicy: abilityAnswer,
              changePolicy: abilityAnswer,
              readAudit: abilityAnswer,
              restoreKey: abilityAnswer,
              decideCompany: abilityAnswer,
              decideProduction: abilityAnswer,
              readContracts: abilityAnswer,
              readPartners: abilityAnswer,
              readWebhooks: abilityAnswer,
              readApiServices: abilityAnswer,
              resetSecondFactor: abilityAnswer,
              openConsole: abilityAnswer,
            }),
          }),
          ...refusals("not-logged-in", "not-found"),
        },
      },
    },
    async (request) => {
      const { operatorRole: role } = requireOperator(request, "console.open");
      return {
        can: {
          readPolicy: operatorAbility(role, "policy.read"),
          changePolicy: operatorAbility(role, "policy.change"),
          readAudit: operatorAbility(role, "audit.read"),
          restoreKey: operatorAbility(role, "key.restore"),
          decideCompany: operatorAbility(role, "company.decide"),
          decideProduction: operatorAbility(role, "production.decide"),
          readContracts: operatorAbility(role, "contract.read"),
          readPartners: operatorAbility(role, "partner.read"),
          readWebhooks: operatorAbility(role, "provider-webhook.read"),
          readApiServices: operatorAbility(role, "api-service.read"),
          resetSecondFactor: operatorAbility(role, "account.reset-second-factor"),
          openConsole: operatorAbility(role, "console.open"),
        },
      };
    },
  );
};
