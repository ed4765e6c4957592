import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { deleteProject } from "./delete-project.ts";

export function deleteProjectRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    plain.withTypeProvider<ZodTypeProvider>().post(
      "/projects/:id/delete",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["projects"],
          operationId: "deleteProject",
          summary: "Delete a project by its name; all its credentials and keys stop at once",
          security: [{ session: [] }],
          params: z.object({ id: z.uuid() }),
          body: z.object({ name: z.string("Type the project's name.").max(256) }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "name-not-confirmed",
              "production-active",
              "not-allowed",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        await deleteProject(
          deps.database,
          whoOf(request, deps.clock()),
          request.params.id,
          request.body.name,
        );
        return reply.code(204).send(null);
      },
    );
  };
}
