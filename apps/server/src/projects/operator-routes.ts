import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { pageField } from "../http/page.ts";
import { searchField } from "../http/search-text.ts";
import { requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { describeEnd, endFields } from "./describe-end.ts";
import { listAllProjects } from "./list-all.ts";

const ON_A_PAGE = 50;

const answer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      partner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
      client: z
        .string()
        .nullable()
        .describe("The company on whose behalf it runs; null: the partner itself."),
      commercialCountry: z.string(),
      createdAt: z.iso.datetime(),
      archived: z.boolean(),
      production: z
        .object({ status: z.enum(["active", "pending", "suspended"]), ...endFields })
        .nullable()
        .describe("Null: it has only a Sandbox."),
    }),
  ),
  total: z.number().int(),
});

export function operatorProjectRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    plain.withTypeProvider<ZodTypeProvider>().get(
      "/operator/projects",
      {
        schema: {
          tags: ["operator"],
          operationId: "listAllProjects",
          summary: "For operators: everybody's projects, the newest first, 50 a page",
          querystring: z.object({ search: searchField, page: pageField }),
          response: {
            200: answer,
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        requireOperator(request, "partner.read");
        const { search, page } = request.query;
        const view = { search, from: (page - 1) * ON_A_PAGE, most: ON_A_PAGE };
        const { rows, total } = await listAllProjects(deps.database, view);
        return {
          items: rows.map(({ project, partner, production }) => ({
            id: project.id,
            name: project.name,
            partner: partner === null ? null : { id: partner.id, name: partner.name },
            client: project.client?.legalName ?? null,
            commercialCountry: project.commercialCountry,
            createdAt: project.createdAt.toISOString(),
            archived: project.archivedAt !== null,
            production:
              production === null
                ? null
                : { status: production.status, ...describeEnd(production, deps.clock()) },
          })),
          total,
        };
      },
    );
  };
}
