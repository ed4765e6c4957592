import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { KeyRing } from "../custody/ring.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";

/** What everyone who is logged in may know of the master keys. */
export function masterKeyRoutes(deps: { readonly ring: Pick<KeyRing, "away"> }): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/status",
      {
        schema: {
          tags: ["status"],
          operationId: "readStatus",
          summary: "Whether keys and secrets can be made and shown at the moment",
          response: { 200: z.object({ keyStore: z.enum(["ready", "away"]) }), ...refusals("not-logged-in") },
        },
      },
      async (request) => {
        requireSignedIn(request);
        const keyStore: "ready" | "away" = deps.ring.away().length === 0 ? "ready" : "away";
        return { keyStore };
      },
    );
  };
}
