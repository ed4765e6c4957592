import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Operator, operatorWhoOf } from "../../http/signed-in.ts";
import { refusals } from "../../problems/refusals.ts";
import { serviceAnswer } from "../describe-service.ts";
import { type DecideProposalDeps, decideProposal, takeBackProposal } from "./decide.ts";

const params = z.object({ serviceId: z.string().max(40), proposalId: z.uuid() });

/** What waits for a second administrator is confirmed, declined or taken back; the answer is the service as it is then. */
export function proposalRoutes(
  deps: DecideProposalDeps & { readonly clock: () => Date },
  describe: (operator: Operator, serviceId: string) => Promise<z.infer<typeof serviceAnswer>>,
): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.post(
      "/operator/api-services/:serviceId/proposals/:proposalId/decision",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["operator"],
          operationId: "decideApiServiceProposal",
          summary: "For administrators: confirm or decline a change that another one has proposed",
          description:
            "Confirmed, every gateway follows. It is put in force on the version of the service that it was made on, and on no other.",
          params,
          body: z.object({ decision: z.enum(["confirm", "decline"], "Say confirm or decline.") }),
          response: {
            200: serviceAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "wrong-state",
              "second-pair-of-eyes",
              "api-service-changed",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "api-service.change", deps.clock());
        await decideProposal(deps, who, { ...request.params, ...request.body });
        return describe(who.signedIn, request.params.serviceId);
      },
    );

    app.delete(
      "/operator/api-services/:serviceId/proposals/:proposalId",
      {
        schema: {
          tags: ["operator"],
          operationId: "takeBackApiServiceProposal",
          summary: "For administrators: take back a change that one has proposed oneself",
          params,
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "wrong-state",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "api-service.change", deps.clock());
        await takeBackProposal(deps, who, request.params);
        return reply.code(204).send(null);
      },
    );
  };
}
