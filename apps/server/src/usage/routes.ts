import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { describeUsage, usageAnswer } from "./describe-usage.ts";

export function usageRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/projects/:id/usage",
      {
        schema: {
          tags: ["usage"],
          operationId: "getProjectUsage",
          summary: "When each key and each set of credentials of a project was used, and how often",
          description: "Counted by the gateways and brought here every second; a few seconds old.",
          params: z.object({ id: z.uuid() }),
          response: { 200: usageAnswer, ...refusals("not-found", "not-logged-in") },
        },
      },
      async (request) => {
        const signedIn = requireSignedIn(request);
        const { project } = await requireRole(deps.database, signedIn, request.params.id, "project.read");
        return describeUsage(deps.database, project.id, deps.clock());
      },
    );
  };
}
