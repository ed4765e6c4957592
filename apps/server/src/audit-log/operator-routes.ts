import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { OPERATIONS_CHAIN } from "../audit/append.ts";
import { operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { readCursor } from "./cursor.ts";
import { describeEntry, entryAnswer } from "./describe-entry.ts";
import { exportFiltered, exportWhole } from "./export.ts";
import { filterFields, filtersOf, pageFields } from "./filters.ts";
import { nameIn, pageAnswer, pageOf } from "./project-routes.ts";
import { bounded, type ReadLogDeps, readLog } from "./read-log.ts";
import { sendLines } from "./send-lines.ts";
import { findProjects, headOf, MOST_CHAINS } from "./store.ts";

const TAGS = ["operator"];

const part = (what: string) =>
  z.string().trim().min(3, `Give 3 letters or more of ${what}.`).max(100, `${what} has 100 letters at most.`);

const whoseFields = z.object({
  project: part("the project")
    .optional()
    .describe("A project's id, part of its name, or `operations` for what belongs to no project."),
  company: part("the company")
    .optional()
    .describe("Part of the name of the company that has the project, or of the client that it is for."),
  partner: z
    .string()
    .regex(/^\d{1,20}$/, "A Partner ID has digits only.")
    .optional()
    .describe("A Partner ID, also one whose credentials were deleted."),
});

const operatorFilters = filterFields.extend(whoseFields.shape);

const operatorEntry = entryAnswer.extend({
  chain: z.string().describe("A project's id, or `operations`."),
  project: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});

/** The audit log over all trails, for operators. Reading it leaves no entry; each export does. */
export function operatorAuditRoutes(deps: ReadLogDeps & { readonly clock: () => Date }): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/operator/audit",
      {
        schema: {
          tags: TAGS,
          operationId: "listOperatorAudit",
          summary: "What has happened in all projects and at the desk itself, newest first",
          security: [{ session: [] }],
          querystring: operatorFilters.extend(pageFields.shape),
          response: {
            200: z.object({ items: z.array(operatorEntry), ...pageAnswer }),
            ...refusals(
              "invalid-request",
              "not-found",
              "second-factor-required",
              "not-logged-in",
              "search-too-slow",
              "unavailable",
            ),
          },
        },
      },
      async (request) => {
        requireOperator(request, "audit.read");
        const { cursor, limit, project, company, partner, ...asked } = request.query;
        const chains = await chainsOf(deps, { project, company, partner });
        const after = cursor === undefined ? null : readCursor(cursor);
        const found = await readLog(deps, { chains, filters: filtersOf(asked), after, limit, namedBy: null });
        return {
          items: found.entries.map((entry) => {
            const name = found.projects.get(entry.chain);
            return {
              ...describeEntry(entry, nameIn(found.names, entry.accountId)),
              chain: entry.chain,
              project: name === undefined ? null : { id: entry.chain, name },
            };
          }),
          ...pageOf(found),
        };
      },
    );

    app.get(
      "/operator/audit/chains/:chain.jsonl",
      {
        schema: {
          tags: TAGS,
          operationId: "exportOperatorAuditChain",
          summary:
            "A whole trail as JSON lines, with the signatures that prove it: a project's, or `operations`",
          description: "The export is written into the operations' trail.",
          security: [{ session: [] }],
          params: z.object({ chain: z.union([z.uuid(), z.literal(OPERATIONS_CHAIN)]) }),
          response: {
            200: z.string(),
            ...refusals("not-found", "second-factor-required", "not-logged-in", "too-many-attempts"),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "audit.read", deps.clock());
        const { chain } = request.params;
        if (chain !== OPERATIONS_CHAIN && (await headOf(deps.database, chain)) === 0)
          throw new Problem("not-found", "There is no such trail.");
        const lines = await exportWhole(deps, who, { chain, into: null });
        return sendLines(reply, lines, `${chain}-audit.jsonl`);
      },
    );

    app.get(
      "/operator/audit-filtered.jsonl",
      {
        schema: {
          tags: TAGS,
          operationId: "exportFilteredOperatorAudit",
          summary: "What filters leave of all trails, as JSON lines; can't be verified as a chain",
          description: "The export is written into the operations' trail.",
          security: [{ session: [] }],
          querystring: operatorFilters,
          response: {
            200: z.string(),
            ...refusals(
              "invalid-request",
              "not-found",
              "second-factor-required",
              "not-logged-in",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "audit.read", deps.clock());
        const { project, company, partner, ...asked } = request.query;
        const chains = await chainsOf(deps, { project, company, partner });
        const lines = await exportFiltered(deps, who, {
          chains,
          namedBy: null,
          filters: filtersOf(asked),
          asked: request.query,
          into: null,
        });
        return sendLines(reply, lines, "audit-filtered.jsonl");
      },
    );
  };
}

/**
 * The trails that are asked for; null: all.
 *
 * @throws {Problem} invalid-request (more projects than one question can be about)
 */
async function chainsOf(
  deps: ReadLogDeps,
  asked: {
    readonly project: string | undefined;
    readonly company: string | undefined;
    readonly partner: string | undefined;
  },
): Promise<string[] | null> {
  const { project = null, company = null, partner = null } = asked;
  if (project === null && company === null && partner === null) return null;
  if (project === OPERATIONS_CHAIN && company === null && partner === null) return [OPERATIONS_CHAIN];
  const whose = { project: project?.toLowerCase() ?? null, company, partnerId: partner };
  const chains = await bounded(deps, (tx) => findProjects(tx, whose));
  if (chains.length > MOST_CHAINS) {
    const detail = `More than ${MOST_CHAINS} projects fit: name the project or company further.`;
    throw new Problem("invalid-request", detail, { fields: [{ pointer: "/project", detail }] });
  }
  return chains;
}
