import type { FastifyPluginAsync } from "fastify";
import type { Database } from "../database/database.ts";
import { readSessionCookie } from "./session-cookie.ts";
import { readSession } from "./sessions.ts";

export interface IdentifyDeps {
  readonly database: Database;
  readonly production: boolean;
  readonly clock?: () => Date;
}

/**
 * Fills in `request.signedIn` for requests to the API that bring the cookie of a living session. Pages and their files are the same for
 * everybody and cost no look-up.
 */
export function identify(deps: IdentifyDeps): FastifyPluginAsync {
  const clock = deps.clock ?? (() => new Date());
  const plugin: FastifyPluginAsync = async (app) => {
    app.addHook("onRequest", async (request) => {
      if (!request.url.startsWith("/api/")) return;
      const token = readSessionCookie(request, deps.production);
      if (token !== null) request.signedIn = await readSession(deps.database, token, clock());
    });
  };
  // Fastify's mark of a plugin whose hooks hold for the routes beside it, not only for its own.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
