import type { FastifyPluginAsync } from "fastify";
import type { EncryptionKeyRoutesDeps } from "./answers.ts";
import { clientKeyRoutes } from "./client-key-routes.ts";
import { mastercardKeyRoutes } from "./mastercard-key-routes.ts";

/** The routes of both types of keys. */
export function encryptionKeyRoutes(deps: EncryptionKeyRoutesDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(clientKeyRoutes(deps));
    await app.register(mastercardKeyRoutes(deps));
  };
}
