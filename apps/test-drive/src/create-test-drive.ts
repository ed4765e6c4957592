import { drizzle } from "drizzle-orm/node-postgres";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Pool } from "pg";
import { refreshRoutes } from "./accounts/refresh-routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import type { Context } from "./context.ts";
import { customerRoutes } from "./customers/routes.ts";
import { migrateTestDrive } from "./database/migrate.ts";
import { admitGateway } from "./http/admit-gateway.ts";
import { answerErrors } from "./http/answer-errors.ts";
import { institutionRoutes } from "./institutions/routes.ts";
import { institutionsOf } from "./institutions/store.ts";
import { createHistoryCache } from "./transactions/history-cache.ts";
import { transactionRoutes } from "./transactions/routes.ts";

const LARGEST_BODY = 64 * 1024;
const DEFAULT_SEED = "gatehouse-test-drive";

export interface TestDriveOptions {
  /** Log-in to the database that has, or may create, the schema `test_drive`. The caller ends it. */
  readonly pool: Pool;
  /** What the gateway shows in `x-gatehouse-upstream-secret`. */
  readonly secret: string;
  readonly clock?: () => Date;
  /** The same seed gives the same institutions and money. */
  readonly seed?: string;
  /** Where failures are told that are not the caller's; nowhere unless given. */
  readonly log?: FastifyBaseLogger;
}

/**
 * The simulated Open Finance API: plain JSON, for the gateway only, which does authentication and encryption and names the environment in
 * `x-gatehouse-environment`. Brings its tables up to date; the caller then listens on loopback and closes it.
 *
 * @throws {TestDriveSchemaError} when a newer program has made the tables
 */
export async function createTestDrive(options: TestDriveOptions): Promise<FastifyInstance> {
  const { pool, secret, clock = () => new Date(), seed = DEFAULT_SEED } = options;
  if (secret === "") throw new Error("Test Drive needs a secret");
  await migrateTestDrive(pool);
  const context: Context = {
    database: drizzle({ client: pool }),
    seed,
    clock,
    histories: createHistoryCache(seed),
  };
  const institutions = institutionsOf(seed);
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: 30_000,
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.log === undefined ? {} : { loggerInstance: options.log }),
  });
  answerErrors(app);
  app.addHook("onRequest", admitGateway(secret));
  app.get("/livez", async () => ({ status: "ok" }));
  await app.register(customerRoutes(context));
  await app.register(institutionRoutes(context, institutions));
  await app.register(accountRoutes(context, institutions));
  await app.register(refreshRoutes(context));
  await app.register(transactionRoutes(context));
  return app;
}
