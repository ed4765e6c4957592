import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import type { DeliverUsage, UsageReport } from "../gateway/usage-report.ts";
import { Problem } from "../problems/problem.ts";
import { openMessage, postSealed } from "./sealed-message.ts";

const PATH = "/internal/v1/usage";
const AUDIENCE = "gatehouse-usage";
/** 512 KiB: a report of a thousand lines has less. */
const LARGEST = 512 * 1024;
/** Seconds. A gateway whose clock is a little wrong is heard: its reports have ages, and each counts once however often it comes. */
const CLOCK_TOLERANCE = 600;

const MOST_LINES = 1_000;
/** 400 days: longer than counts are kept. */
const ageMs = z
  .int()
  .min(0)
  .max(400 * 86_400_000);
const count = z.int().min(1).max(1_000_000_000_000);

const report = z.object({
  source: z.uuid(),
  number: z.int().min(1),
  gateway: z.string().min(1).max(64),
  calls: z
    .array(
      z.object({
        credentialId: z.uuid(),
        operation: z.string().min(1).max(200),
        statusClass: z.int().min(1).max(5),
        encrypted: z.boolean(),
        count,
        milliseconds: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
        ageMs,
      }),
    )
    .max(MOST_LINES),
  uses: z.array(z.object({ id: z.uuid(), count, firstAgeMs: ageMs, lastAgeMs: ageMs })).max(MOST_LINES),
  // Absent in what a gateway of an earlier version sends.
  callers: z
    .array(
      z.object({
        environmentId: z.uuid(),
        caller: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
        said: z.enum(["keys", "nothing", "unreadable"]),
        kids: z.array(z.string().max(100)).max(20),
        ageMs,
      }),
    )
    .max(MOST_LINES)
    .default([]),
});

const answer = z.object({ outcome: z.enum(["counted", "refused"]) });

/**
 * The desk's end of what gateways tell of use. What a stranger sends finds nothing at this address; what a gateway sends and the desk doesn't
 * understand is refused for good, so that the gateway doesn't send it for ever.
 */
export function usageLinkRoutes(deps: {
  readonly key: Buffer;
  readonly receive: (report: UsageReport) => Promise<void>;
}): FastifyPluginAsync {
  return async (app) => {
    app.post(PATH, { schema: { hide: true }, bodyLimit: LARGEST }, async (incoming) => {
      const body = z.object({ message: z.string().max(LARGEST) }).safeParse(incoming.body);
      const payload = body.success
        ? await openMessage(deps.key, AUDIENCE, body.data.message, CLOCK_TOLERANCE)
        : null;
      if (payload === null) throw new Problem("not-found", "There is nothing at this address.");
      const read = report.safeParse(payload);
      if (!read.success) return { outcome: "refused" };
      await deps.receive(read.data);
      return { outcome: "counted" };
    });
  };
}

/** The gateway's end. Whatever goes wrong on the way is `unreachable`: the desk may have counted the report before. */
export function usageClient(portalUrl: string, key: Buffer): DeliverUsage {
  return async (told) => {
    try {
      const { status, text } = await postSealed(portalUrl, PATH, { key, audience: AUDIENCE, claims: told });
      return status === 200 ? answer.parse(JSON.parse(text)).outcome : "unreachable";
    } catch {
      return "unreachable";
    }
  };
}
