import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { messageField } from "../companies/rules.ts";
import type { Database } from "../database/database.ts";
import { operatorWhoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { withdrawContract } from "./withdraw-contract.ts";

export function withdrawContractRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    plain.withTypeProvider<ZodTypeProvider>().post(
      "/operator/contracts/:contractId/withdraw",
      {
        bodyLimit: 16_384,
        schema: {
          tags: ["operator"],
          operationId: "withdrawContract",
          summary: "For administrators: withdraw a contract; what rests on it ends at every gateway",
          params: z.object({ contractId: z.uuid() }),
          body: z.object({ reason: messageField("Say why: the partner reads it.") }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "not-allowed",
              "wrong-state",
              "own-request",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "contract.withdraw", deps.clock());
        await withdrawContract(deps.database, who, { ...request.params, ...request.body });
        return reply.code(204).send(null);
      },
    );
  };
}
