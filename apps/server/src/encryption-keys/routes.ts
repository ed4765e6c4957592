import type { FastifyPluginAsync } from "fastify";
import type { EncryptionKeyRoutesDeps } from "./answers.ts";
import { clientKeyRoutes } from "./client-key-routes.ts";
import { mastercardKeyRoutes } from "./mastercard-key-routes.ts";
import { operatorKeyRoutes } from "./operator-routes.ts";

/** The routes of both types of keys, and those of operators. */
export function encryptionKeyRoutes(deps: EncryptionKeyRoutesDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(clientKeyRoutes(deps));
    await app.register(mastercardKeyRoutes(deps));
    await app.register(operatorKeyRoutes(deps));
  };
}
