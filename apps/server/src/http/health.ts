import type { FastifyInstance } from "fastify";

/** Names what isn't ready, or gives an empty list. */
export type HealthCheck = () => Promise<readonly string[]>;

/** GET /livez: the process answers. GET /readyz: it can do its work; else 503 with the names of what is missing. */
export function registerHealth(app: FastifyInstance, ready: HealthCheck): void {
  app.get("/livez", { schema: { hide: true } }, async () => ({ status: "ok" }));
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    const missing = await ready();
    return reply
      .code(missing.length === 0 ? 200 : 503)
      .send({ status: missing.length === 0 ? "ok" : "waiting", missing });
  });
}
