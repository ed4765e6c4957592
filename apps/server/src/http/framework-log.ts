import type { FastifyBaseLogger } from "fastify";
import type { Logger } from "pino";

/**
 * The log that Fastify writes to: what it has to say of itself, such as that it listens, is for whoever asked for everything. Its warnings and
 * errors, and those of requests, are kept.
 */
export function frameworkLog(log: Logger): FastifyBaseLogger {
  return log.child({}, { level: log.level === "info" ? "warn" : log.level }) as FastifyBaseLogger;
}
