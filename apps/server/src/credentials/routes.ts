import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { originOf, requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { revealCredential } from "./reveal.ts";

export interface CredentialRoutesDeps {
  readonly database: Database;
  readonly custody: Custody;
  readonly clock: () => Date;
}

export function credentialRoutes(deps: CredentialRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    app.post(
      "/projects/:id/credentials/:credentialId/reveal",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["credentials"],
          operationId: "revealCredential",
          summary: "Show a Sandbox credential's secrets; the audit log keeps who saw them",
          params: z.object({ id: z.uuid(), credentialId: z.uuid() }),
          response: {
            200: z.object({ partnerId: z.string(), partnerSecret: z.string(), appKey: z.string() }),
            ...refusals("not-found", "not-allowed", "secret-not-shown"),
          },
        },
      },
      async (request) =>
        revealCredential(
          deps,
          { signedIn: requireSignedIn(request), origin: originOf(request), now: deps.clock() },
          { projectId: request.params.id, credentialId: request.params.credentialId },
        ),
    );
  };
}
