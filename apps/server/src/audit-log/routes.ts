import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { AUDIT_ACTIONS, type AuditAction } from "../audit/actions.ts";
import { publicKeyPem } from "../audit/export.ts";
import { auditKeysOf } from "../audit/read.ts";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { createTurnstile } from "../http/turnstile.ts";
import { refusals } from "../problems/refusals.ts";
import { operatorAuditRoutes } from "./operator-routes.ts";
import { projectAuditRoutes } from "./project-routes.ts";
import { WORDS } from "./words.ts";

export interface AuditLogRoutesDeps {
  readonly database: Database;
  readonly clock: () => Date;
  readonly providerName: string;
}

/** Searches at once, of all members and operators together, and those that wait. */
const SEARCHING = {
  atOnce: 4,
  waiting: 64,
  full: "Many people are searching the audit log at this moment. Try again shortly.",
};

export function auditLogRoutes(deps: AuditLogRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const searching = createTurnstile(SEARCHING);
    await app.register(projectAuditRoutes({ ...deps, searching }));
    await app.register(operatorAuditRoutes({ ...deps, searching }));

    app.get(
      "/audit-actions",
      {
        schema: {
          tags: ["audit"],
          operationId: "listAuditActions",
          summary: "The kinds of events that the audit trail knows, in words",
          response: {
            200: z.object({ items: z.array(z.object({ action: z.string(), title: z.string() })) }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const actions = Object.keys(AUDIT_ACTIONS) as AuditAction[];
        return { items: actions.map((action) => ({ action, title: WORDS[action].title })) };
      },
    );

    app.get(
      "/audit-keys",
      {
        schema: {
          tags: ["audit"],
          operationId: "listAuditKeys",
          summary: "The public keys that the audit trail is signed with; keep them apart from exports",
          response: {
            200: z.object({
              items: z.array(
                z.object({ keyId: z.string(), publicKeyPem: z.string(), createdAt: z.iso.datetime() }),
              ),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const keys = await auditKeysOf(deps.database);
        return {
          items: keys.map(({ id, publicKey, createdAt }) => ({
            keyId: id,
            publicKeyPem: publicKeyPem(publicKey),
            createdAt: createdAt.toISOString(),
          })),
        };
      },
    );
  };
}
