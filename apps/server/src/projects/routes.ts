import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { emailField } from "../accounts/rules.ts";
import type { Database } from "../database/database.ts";
import { operatorWhoOf, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { archiveProject } from "./archive-project.ts";
import { editProject } from "./edit-project.ts";
import { limitProjects } from "./limit-projects.ts";
import { clientField, MOST_PROJECTS_EVER, projectNameField } from "./rules.ts";

const TAGS = ["projects"];
const security = [{ session: [] }];
const params = z.object({ id: z.uuid() });
const outOfBounds = `An account holds 1 to ${MOST_PROJECTS_EVER} projects.`;

export function projectRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.patch(
      "/projects/:id",
      {
        bodyLimit: 16 * 1024,
        schema: {
          tags: TAGS,
          operationId: "editProject",
          summary: "Change a project's name, its client company, or make it one for a client",
          description:
            "A field of another name is refused: commercial countries and API service never change.",
          security,
          params,
          body: z.strictObject({
            name: projectNameField.optional(),
            purpose: z.enum(["self", "client"]).optional(),
            client: clientField.optional(),
          }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "project-name-already-exists",
              "client-company-verified",
              "purpose-fixed",
              "not-allowed",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        await editProject(database, whoOf(request, clock()), request.params.id, request.body);
        return reply.code(204).send(null);
      },
    );

    app.put(
      "/projects/:id/archived",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "archiveProject",
          summary: "Take a project out of the lists, or bring it back; nothing stops by it",
          security,
          params,
          body: z.object({ archived: z.boolean("Say whether it is to be archived.") }),
          response: {
            204: z.null(),
            ...refusals("invalid-request", "not-allowed", "not-found", "not-logged-in"),
          },
        },
      },
      async (request, reply) => {
        const who = whoOf(request, clock());
        await archiveProject(database, who, request.params.id, request.body.archived);
        return reply.code(204).send(null);
      },
    );

    app.put(
      "/operator/project-limits",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["operator"],
          operationId: "limitProjects",
          summary: "Say how many projects an account may hold",
          security,
          body: z.object({
            email: emailField,
            projects: z.int(outOfBounds).min(1, outOfBounds).max(MOST_PROJECTS_EVER, outOfBounds),
          }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-allowed",
              "not-found",
              "second-factor-required",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        await limitProjects(database, operatorWhoOf(request, "account.limit", clock()), request.body);
        return reply.code(204).send(null);
      },
    );
  };
}
