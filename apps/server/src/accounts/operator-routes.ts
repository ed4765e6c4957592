import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { requireOperatorAtDoor } from "../http/signed-in.ts";
import type { OperatorAction } from "../permissions.ts";
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
            owesSecondFactor: z
              .boolean()
              .describe("True: nothing is allowed until a second factor was added or shown."),
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
      const { operatorRole: role, owesSecondFactor } = requireOperatorAtDoor(request, "console.open");
      const may = (action: OperatorAction) =>
        operatorAbility(role, action, owesSecondFactor ? "second-factor-required" : null);
      return {
        owesSecondFactor,
        can: {
          readPolicy: may("policy.read"),
          changePolicy: may("policy.change"),
          readAudit: may("audit.read"),
          restoreKey: may("key.restore"),
          decideCompany: may("company.decide"),
          decideProduction: may("production.decide"),
          readContracts: may("contract.read"),
          readPartners: may("partner.read"),
          readWebhooks: may("provider-webhook.read"),
          readApiServices: may("api-service.read"),
          resetSecondFactor: may("account.reset-second-factor"),
          openConsole: may("console.open"),
        },
      };
    },
  );
};
