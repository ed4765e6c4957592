import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { VERIFICATION_STATES } from "../companies/rules.ts";
import type { Database } from "../database/database.ts";
import { afterField, cutPage, placeGiven } from "../http/page-place.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { PROJECT_ROLES } from "../permissions.ts";
import { refusals } from "../problems/refusals.ts";
import { REQUEST_STATES } from "../production-access/rules.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { clientProjects } from "./store.ts";

export interface ClientHubDeps {
  readonly database: Database;
  readonly clock: () => Date;
}

const PAGE = 100;
/** What expires sooner is counted as expiring: as early as the first reminder goes out by default. */
const SOON_MS = 60 * 86_400_000;

const clientProjectAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(PROJECT_ROLES).describe("Yours in the project."),
  client: z.object({
    name: z.string(),
    verification: z.enum(VERIFICATION_STATES),
  }),
  production: z
    .enum(REQUEST_STATES)
    .nullable()
    .describe("State of the request for Production; null: none yet."),
  suspended: z.boolean(),
  keys: z.object({
    expiring: z.int().describe("In use, and expiring within 60 days."),
    expired: z.int().describe("Not revoked or replaced, and expired."),
    nextExpiry: z.iso.datetime().nullable(),
  }),
});

/** For partners with many clients: every project by client company, and what there is to do about it. */
export function clientHubRoutes({ database, clock }: ClientHubDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    app.get(
      "/client-projects",
      {
        schema: {
          tags: ["projects"],
          operationId: "listClientProjects",
          summary: "Your projects for client companies, by client: status, and keys that expire",
          querystring: z.object({
            search: z
              .string()
              .max(100, "A search has at most 100 letters.")
              .trim()
              .regex(/^\P{Cc}*$/u, "A search holds no control characters.")
              .default("")
              .describe("In the names of client and project."),
            after: afterField,
          }),
          response: {
            200: z.object({ items: z.array(clientProjectAnswer), next: z.string().nullable() }),
            ...refusals("invalid-request", "not-logged-in"),
          },
        },
      },
      async (request) => {
        const { id } = requireSignedIn(request);
        const { search } = request.query;
        const after = placeGiven(readCursor, request.query.after, "after");
        const now = clock();
        const until = new Date(now.getTime() + SOON_MS);
        const rows = await clientProjects(database, id, { search, after, most: PAGE + 1, now, until });
        const { shown, next } = cutPage(rows, PAGE, ({ position }) => writeCursor(position));
        return {
          items: shown.map((project) => ({
            id: project.id,
            name: project.name,
            role: project.role,
            client: { name: project.clientName, verification: project.verification ?? "unverified" },
            production: project.request,
            suspended: project.suspended,
            keys: {
              expiring: project.expiring,
              expired: project.expired,
              nextExpiry: project.nextExpiry?.toISOString() ?? null,
            },
          })),
          next,
        };
      },
    );
  };
}
