import { randomUUIDv7 } from "node:crypto";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance, type FastifyPluginAsync, LogController } from "fastify";
import {
  createJsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { Logger } from "pino";

import { againUnderNewMasterKey } from "./again-under-new-master-key.ts";
import { checkOrigin } from "./check-origin.ts";
import { answerError, answerNotFound } from "./error-answers.ts";
import { frameworkLog } from "./framework-log.ts";
import { type HealthCheck, registerHealth } from "./health.ts";
import { requireTwoWays } from "./require-two-ways.ts";
import { CONTENT_SECURITY_POLICY } from "./security-headers.ts";

export interface AppOptions {
  readonly log: Logger;
  readonly production: boolean;
  readonly trustProxy: boolean;
  readonly ready: HealthCheck;
  /** Runs before every handler; fills in `request.signedIn`. */
  readonly identify: FastifyPluginAsync;
  /** The rooms' routes, each registering below /api/v1. */
  readonly rooms: readonly FastifyPluginAsync[];
  /** Routes for Gatehouse's own programs, outside /api/v1 and its document. */
  readonly internal?: readonly FastifyPluginAsync[];
  /** Serves the built portal; absent in tests of the API alone. */
  readonly portal?: FastifyPluginAsync;
}

/** 256 KiB: the largest body any route of the management API takes; a CSR has its own, smaller bound. */
const BODY_LIMIT = 256 * 1024;

/**
 * The portal's HTTP application: management API under /api/v1, its OpenAPI 3.1 document, health, and the pages. Bodies and URLs are
 * never logged: both can carry what nobody should read later.
 */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: frameworkLog(options.log),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    // One hop: the last address of X-Forwarded-For is the one the proxy saw; those before it are whatever the caller wrote.
    trustProxy: options.trustProxy && ((_address, hop) => hop === 0),
    genReqId: () => randomUUIDv7(),
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 128 },
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  app.decorateRequest("signedIn", null);
  app.addHook("onRoute", requireTwoWays);
  app.addHook("onRoute", againUnderNewMasterKey);

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    strictTransportSecurity: options.production,
    referrerPolicy: { policy: "no-referrer" },
  });
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gatehouse management API",
        version: "1",
        description: "Everything the portal does, for programs. Errors are RFC 9457 problem details.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: {
        securitySchemes: { session: { type: "apiKey", in: "cookie", name: "gatehouse.session" } },
      },
    },
    transform: createJsonSchemaTransform({ skipList: ["/api/v1/openapi.json", "/livez", "/readyz"] }),
    transformObject: jsonSchemaTransformObject,
  });

  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
  app.addHook("onRequest", checkOrigin);

  registerHealth(app, options.ready);
  await app.register(options.identify);
  for (const room of options.rooms) await app.register(room, { prefix: "/api/v1" });
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, () => app.swagger());
  for (const routes of options.internal ?? []) await app.register(routes);
  if (options.portal !== undefined) await app.register(options.portal);
  return app;
}
