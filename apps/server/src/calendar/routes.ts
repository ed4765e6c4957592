import { createHash } from "node:crypto";
import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { endFeed, makeFeed } from "./change-feed.ts";
import { type ReadFeedDeps, readFeed } from "./read-feed.ts";
import { findFeed } from "./store.ts";

export interface CalendarRoutesDeps extends ReadFeedDeps {
  readonly clock: () => Date;
}

const TAGS = ["calendar"];
const params = z.object({ id: z.uuid() });

export function calendarRoutes(deps: CalendarRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/projects/:id/calendar",
      {
        schema: {
          tags: TAGS,
          operationId: "readCalendarFeed",
          summary:
            "Whether you have a calendar address for a project; the address itself is shown when it is made",
          params,
          response: {
            200: z.object({
              feed: z
                .object({
                  createdAt: z.iso.datetime(),
                  readAt: z.iso
                    .datetime()
                    .nullable()
                    .describe("When a calendar last asked, to within an hour."),
                })
                .nullable(),
            }),
            ...refusals("not-logged-in", "not-found"),
          },
        },
      },
      async (request) => {
        const signedIn = requireSignedIn(request);
        const { project } = await requireRole(database, signedIn, request.params.id, "calendar.subscribe");
        const feed = await findFeed(database, project.id, signedIn.id);
        return {
          feed:
            feed === null
              ? null
              : { createdAt: feed.createdAt.toISOString(), readAt: feed.readAt?.toISOString() ?? null },
        };
      },
    );

    app.post(
      "/projects/:id/calendar",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "makeCalendarFeed",
          summary: "Make your calendar address for a project anew; the one before ends",
          description:
            "Whoever has the address can read when keys expire, without logging in. It ends when you leave the project.",
          params,
          response: {
            201: z.object({
              url: z.string().describe("For a calendar that takes an address by https."),
              webcalUrl: z.string().describe("The same, for a click: the calendar program opens it."),
            }),
            ...refusals("not-logged-in", "not-found"),
          },
        },
      },
      async (request, reply) => {
        const token = await makeFeed(database, whoOf(request, clock()), request.params.id);
        const url = `${deps.publicUrl()}/api/v1/calendar-feeds/${token}.ics`;
        return reply.code(201).send({ url, webcalUrl: url.replace(/^https?:/, "webcal:") });
      },
    );

    app.delete(
      "/projects/:id/calendar",
      {
        schema: {
          tags: TAGS,
          operationId: "endCalendarFeed",
          summary: "End your calendar address for a project",
          params,
          response: { 204: z.null(), ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        await endFeed(database, whoOf(request, clock()), request.params.id);
        return reply.code(204).send(null);
      },
    );

    app.get(
      "/calendar-feeds/:file",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadCalendarFeed",
          summary: "The calendar behind an address, for calendar programs: iCalendar, RFC 5545",
          params: z.object({ file: z.string().max(100).describe("<token>.ics") }),
          response: { 200: z.string(), 304: z.null(), ...refusals("not-found") },
        },
      },
      async (request, reply) => {
        const calendar = await readFeed(deps, request.params.file.replace(/\.ics$/, ""), clock());
        const etag = `"${createHash("sha256").update(calendar).digest("base64url")}"`;
        reply
          .type("text/calendar; charset=utf-8")
          .header("etag", etag)
          .header("cache-control", "private, no-cache");
        // Nothing of the address may get on: neither to search engines nor, as a referrer, to anyone.
        reply.header("x-robots-tag", "noindex");
        if (matches(request.headers["if-none-match"], etag)) return reply.code(304).send(null);
        return reply.header("content-disposition", 'inline; filename="keys.ics"').send(calendar);
      },
    );
  };
}

/** RFC 9110 §13.1.2, weak comparison. */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}
