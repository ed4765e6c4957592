import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { describeSummary, summaryAnswer } from "./describe-summary.ts";

export function summaryRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    plain.withTypeProvider<ZodTypeProvider>().get(
      "/projects/:id/summary",
      {
        schema: {
          tags: ["projects"],
          operationId: "readProjectSummary",
          summary: "What is set up in a project, what is next, and what must be there before Production",
          params: z.object({ id: z.uuid() }),
          response: { 200: summaryAnswer, ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request) => {
        const { database } = deps;
        const signedIn = requireSignedIn(request);
        const { project, role } = await requireRole(database, signedIn, request.params.id, "project.read");
        return describeSummary(database, project, role, deps.clock());
      },
    );
  };
}
