import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { pageField } from "../http/page.ts";
import { searchField } from "../http/search-text.ts";
import { requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { listKeysByExpiry } from "./list-by-expiry.ts";

const ON_A_PAGE = 50;

const answer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      type: z.enum(["client", "mastercard"]),
      kid: z.string(),
      alias: z.string().nullable().describe("Of a Mastercard Encryption Key."),
      active: z.boolean().describe("Is it in use? Of a partner's keys of an environment one is."),
      notAfter: z.iso.datetime(),
      expired: z.boolean(),
      project: z.object({ id: z.uuid(), name: z.string() }),
      partner: z.string().nullable(),
      environment: z.enum(["sandbox", "production"]),
    }),
  ),
  total: z.number().int(),
});

export function keyExpiryRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    plain.withTypeProvider<ZodTypeProvider>().get(
      "/operator/keys",
      {
        schema: {
          tags: ["operator"],
          operationId: "listKeysByExpiry",
          summary: "For operators: everybody's keys that are not revoked, by expiry, 50 a page",
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
        const { rows, total } = await listKeysByExpiry(deps.database, view);
        const now = deps.clock().getTime();
        return {
          items: rows.map(
            ({ id, type, kid, alias, active, expires, projectId, project, partner, environment }) => ({
              id,
              type,
              kid,
              alias,
              active,
              notAfter: new Date(expires).toISOString(),
              expired: expires <= now,
              project: { id: projectId, name: project },
              partner,
              environment,
            }),
          ),
          total,
        };
      },
    );
  };
}
