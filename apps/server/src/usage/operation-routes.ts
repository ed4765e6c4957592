import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { slugOf } from "../projects/rules.ts";
import { environmentsOf, findEnvironment } from "../projects/store.ts";
import { mean, operationsCsv } from "./operations-csv.ts";
import { callsByDayAndOperation, callsByOperation } from "./operations-store.ts";
import { DAY_MS, hourOf } from "./rules.ts";

/** Most APIs have some hundred operations, and what they don't know is one; a service may have two thousand. */
const MOST_OPERATIONS = 500;
/** Of the file, which is made in memory. */
const MOST_ROWS = 50_000;
const WINDOWS = ["1", "7", "30", "90"] as const;

const params = z.object({ id: z.uuid() });
const query = z.object({
  environment: z.enum(["sandbox", "production"]).default("sandbox"),
  days: z.enum(WINDOWS, "Choose 1, 7, 30 or 90 days.").default("7"),
});
const count = z.number().int().min(0);
const REFUSALS = ["invalid-request", "not-found", "not-logged-in"] as const;

export function operationUseRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;
    const since = (days: string) => hourOf(new Date(clock().getTime() - Number(days) * DAY_MS));

    app.get(
      "/projects/:id/usage/operations",
      {
        schema: {
          tags: ["usage"],
          operationId: "getProjectUsageByOperation",
          summary: "How often each operation was called in one of a project's environments",
          description:
            "By the operations of the project's API service, with ids left out of their paths; calls of no operation are `other`. The time is made of whole UTC hours, so up to an hour more.",
          params,
          querystring: query,
          response: {
            200: z.object({
              environments: z
                .array(z.object({ type: z.enum(["sandbox", "production"]), plan: z.string() }))
                .describe("To choose from."),
              since: z.iso.datetime(),
              calls: count.describe("Of all operations, listed or not."),
              operations: count.describe("How many were called, listed or not."),
              items: z
                .array(
                  z.object({
                    operation: z.string(),
                    calls: count,
                    refused: count.describe("Answered with 4xx."),
                    failed: count.describe("Answered with 5xx."),
                    encrypted: count.describe("Answered with an encrypted payload."),
                    meanMilliseconds: count.describe("At the gateway, with the API behind it."),
                  }),
                )
                .describe(`Those called most first, at most ${MOST_OPERATIONS}.`),
            }),
            ...refusals(...REFUSALS),
          },
        },
      },
      async (request) => {
        const { project } = await requireRole(
          database,
          requireSignedIn(request),
          request.params.id,
          "project.read",
        );
        const { environment, days } = request.query;
        const { id } = await findEnvironment(database, project.id, environment);
        const from = since(days);
        const of = { projectId: project.id, environmentId: id };
        const sums = await callsByOperation(database, of, from, MOST_OPERATIONS);
        const [first] = sums;
        return {
          environments: (await environmentsOf(database, project.id)).map(({ type, plan }) => ({
            type,
            plan,
          })),
          since: from.toISOString(),
          calls: first?.allCalls ?? 0,
          operations: first?.operations ?? 0,
          items: sums.map(({ milliseconds, allCalls: _calls, operations: _operations, ...one }) => ({
            ...one,
            meanMilliseconds: mean(milliseconds, one.calls),
          })),
        };
      },
    );

    app.get(
      "/projects/:id/usage/operations.csv",
      {
        schema: {
          tags: ["usage"],
          operationId: "downloadProjectUsageByOperation",
          summary: "The same by the day, as CSV (RFC 4180)",
          description: `A file that would have more than ${MOST_ROWS} rows is refused and not cut short: ask for fewer days.`,
          params,
          querystring: query,
          response: { 200: z.string(), ...refusals(...REFUSALS) },
        },
      },
      async (request, reply) => {
        const { project } = await requireRole(
          database,
          requireSignedIn(request),
          request.params.id,
          "project.read",
        );
        const { environment, days } = request.query;
        const { id } = await findEnvironment(database, project.id, environment);
        const of = { projectId: project.id, environmentId: id };
        const fileName = `${slugOf(project.name)}-${environment.toUpperCase()}-usage.csv`;
        const rows = await callsByDayAndOperation(database, of, since(days), MOST_ROWS + 1);
        if (rows.length > MOST_ROWS) throw tooManyRows();
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${fileName}"`)
          .send(operationsCsv(rows));
      },
    );
  };
}

function tooManyRows(): Problem {
  const detail = `The file would have more than ${MOST_ROWS} rows: choose fewer days.`;
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/days", detail }] });
}
