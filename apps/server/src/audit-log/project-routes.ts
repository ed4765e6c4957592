import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { slugOf } from "../projects/rules.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { describeEntry, entryAnswer } from "./describe-entry.ts";
import { exportFiltered, exportWhole } from "./export.ts";
import { filterFields, filtersOf, pageFields } from "./filters.ts";
import { type ReadLogDeps, readLog } from "./read-log.ts";
import { sendLines } from "./send-lines.ts";

const TAGS = ["audit"];
const params = z.object({ id: z.uuid() });
const ACTIVITY = 100;

/** What is beside the entries of a page. */
export const pageAnswer = {
  nextCursor: z.string().nullable().describe("Of the page that follows; null: there is none."),
  lookedBackTo: z.iso
    .datetime()
    .nullable()
    .describe(
      "Set where the page isn't full because the search stopped here for now; it goes on with nextCursor.",
    ),
};

export function pageOf(found: Awaited<ReturnType<typeof readLog>>) {
  return {
    nextCursor: found.next === null ? null : writeCursor(found.next),
    lookedBackTo: found.lookedBackTo?.toISOString() ?? null,
  };
}

export function nameIn(names: ReadonlyMap<string, string>, accountId: string | null): string | null {
  return accountId === null ? null : (names.get(accountId) ?? null);
}

interface ProjectAuditDeps extends ReadLogDeps {
  readonly clock: () => Date;
  readonly providerName: string;
}

/** The audit log of a project, for its members. */
export function projectAuditRoutes(deps: ProjectAuditDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const requireMember = (request: FastifyRequest, projectId: string) =>
      requireRole(deps.database, requireSignedIn(request), projectId, "activity.read");

    app.get(
      "/projects/:id/audit",
      {
        schema: {
          tags: TAGS,
          operationId: "listProjectAudit",
          summary: "What has happened in a project, newest first: filtered, searched, by pages",
          params,
          querystring: filterFields.extend(pageFields.shape),
          response: {
            200: z.object({ items: z.array(entryAnswer), ...pageAnswer }),
            ...refusals("invalid-request", "not-found", "not-logged-in", "search-too-slow", "unavailable"),
          },
        },
      },
      async (request) => {
        const { project } = await requireMember(request, request.params.id);
        const { cursor, limit, ...asked } = request.query;
        const after = cursor === undefined ? null : readCursor(cursor);
        const wanted = { chains: [project.id], filters: filtersOf(asked), after, limit };
        const found = await readLog(deps, { ...wanted, namedBy: deps.providerName });
        return {
          items: found.entries.map((entry) => describeEntry(entry, nameIn(found.names, entry.accountId))),
          ...pageOf(found),
        };
      },
    );

    app.get(
      "/projects/:id/activity",
      {
        schema: {
          tags: TAGS,
          operationId: "listProjectActivity",
          summary: `The newest ${ACTIVITY} events of a project in a sentence each, newest first`,
          params,
          response: {
            200: z.object({
              items: z.array(entryAnswer.pick({ at: true, actor: true, action: true, summary: true })),
            }),
            ...refusals("not-found", "not-logged-in", "unavailable"),
          },
        },
      },
      async (request) => {
        const { project } = await requireMember(request, request.params.id);
        const all = { chains: [project.id], filters: filtersOf({}), after: null, limit: ACTIVITY };
        const wanted = { ...all, namedBy: deps.providerName };
        const { entries, names } = await readLog(deps, wanted);
        return { items: entries.map((entry) => describeEntry(entry, nameIn(names, entry.accountId))) };
      },
    );

    app.get(
      "/projects/:id/audit.jsonl",
      {
        schema: {
          tags: TAGS,
          operationId: "exportProjectAudit",
          summary: "The whole audit trail of a project as JSON lines, with the signatures that prove it",
          description: "The export is written into the trail after its last entry.",
          params,
          response: {
            200: z.string(),
            ...refusals("not-found", "not-logged-in", "too-many-attempts"),
          },
        },
      },
      async (request, reply) => {
        const { project } = await requireMember(request, request.params.id);
        const what = { chain: project.id, into: project.id };
        const lines = await exportWhole(deps, whoOf(request, deps.clock()), what);
        return sendLines(reply, lines, `${slugOf(project.name)}-audit.jsonl`);
      },
    );

    app.get(
      "/projects/:id/audit-filtered.jsonl",
      {
        schema: {
          tags: TAGS,
          operationId: "exportFilteredProjectAudit",
          summary:
            "What filters leave of a project's audit trail, as JSON lines; can't be verified as a chain",
          params,
          querystring: filterFields,
          response: {
            200: z.string(),
            ...refusals("invalid-request", "not-found", "not-logged-in", "too-many-attempts"),
          },
        },
      },
      async (request, reply) => {
        const { project } = await requireMember(request, request.params.id);
        const lines = await exportFiltered(deps, whoOf(request, deps.clock()), {
          chains: [project.id],
          namedBy: deps.providerName,
          filters: filtersOf(request.query),
          asked: { project: project.id, ...request.query },
          into: project.id,
        });
        return sendLines(reply, lines, `${slugOf(project.name)}-audit-filtered.jsonl`);
      },
    );
  };
}
