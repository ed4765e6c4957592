import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { cutPage, placeGiven } from "../http/page-place.ts";
import { readPlaceInTime, writePlaceInTime } from "../http/place-in-time.ts";
import { requireNothingOwed, requireSignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { ALL_KINDS, NOTICE_KINDS } from "./kinds.ts";
import { placeOf } from "./place.ts";
import { type NoticeRoutesDeps, noticeSettingsRoutes, TAGS } from "./settings-routes.ts";
import { countUnread, noticesOf, readSettings, setAllRead, setRead } from "./store.ts";
import { say } from "./words.ts";

const PAGE = 20;
/** Counted no further: more than this is "many". */
const MOST_COUNTED = 100;

const noticeAnswer = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  kind: z.enum(ALL_KINDS),
  security: z.boolean(),
  project: z.object({ id: z.uuid(), name: z.string() }).describe("With the name of that time."),
  title: z.string(),
  text: z.string(),
  link: z.string().describe("A path of the portal: where one sees what it is about."),
  read: z.boolean(),
});
const unread = z.int().describe(`How many are unread, counted up to ${MOST_COUNTED}.`);

/** The bell: what a person was told of, in the person's language. */
export function noticeRoutes(deps: NoticeRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/notices",
      {
        schema: {
          tags: TAGS,
          operationId: "listNotices",
          summary: "What has happened in your projects, newest first; notices are kept for 90 days",
          querystring: z.object({ before: z.string().max(200).optional().describe("`next` of a page.") }),
          response: {
            200: z.object({ items: z.array(noticeAnswer), next: z.string().nullable(), unread }),
            ...refusals("invalid-request", "not-logged-in", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const { id, operator } = requireNothingOwed(request);
        const before = placeGiven(readPlaceInTime, request.query.before, "before");
        const { language } = await readSettings(database, id);
        const rows = await noticesOf(database, id, before, PAGE + 1);
        const { shown, next } = cutPage(rows, PAGE, writePlaceInTime);
        return {
          items: shown.map((notice) => {
            const { subject, paragraphs } = say(notice, language, deps.providerName);
            return {
              id: notice.id,
              at: notice.at.toISOString(),
              kind: notice.kind,
              security: NOTICE_KINDS[notice.kind] === "security",
              project: { id: notice.projectId, name: notice.projectName },
              title: subject,
              text: paragraphs[0] ?? "",
              link: placeOf(notice, operator),
              read: notice.readAt !== null,
            };
          }),
          next,
          unread: await countUnread(database, id, MOST_COUNTED),
        };
      },
    );

    app.get(
      "/notices/unread",
      {
        schema: {
          tags: TAGS,
          operationId: "countUnreadNotices",
          summary: "How many notices you haven't read",
          response: { 200: z.object({ unread }), ...refusals("not-logged-in") },
        },
      },
      async (request) => ({
        unread: await countUnread(database, requireSignedIn(request).id, MOST_COUNTED),
      }),
    );

    app.post(
      "/notices/:id/read",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "markNoticeRead",
          summary: "Mark a notice as read",
          params: z.object({ id: z.uuid() }),
          response: { 204: z.null(), ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        const { id } = requireSignedIn(request);
        if (!(await setRead(database, id, request.params.id, clock())))
          throw new Problem("not-found", "There is no such notice among yours.");
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/notices/read",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "markNoticesRead",
          summary: "Mark all notices as read, up to the newest that you have seen",
          body: z.strictObject({ until: z.iso.datetime().describe("`at` of that notice.") }),
          response: { 204: z.null(), ...refusals("invalid-request", "not-logged-in") },
        },
      },
      async (request, reply) => {
        await setAllRead(database, requireSignedIn(request).id, new Date(request.body.until), clock());
        return reply.code(204).send(null);
      },
    );

    await app.register(noticeSettingsRoutes(deps));
  };
}
