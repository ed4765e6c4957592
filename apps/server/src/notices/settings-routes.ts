import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { LANGUAGES } from "../notifications/languages.ts";
import { refusals } from "../problems/refusals.ts";
import { changeSettings } from "./change-settings.ts";
import { ALL_KINDS, NOTICE_KINDS, NOTICE_LABELS } from "./kinds.ts";
import { type NoticeSettings, readSettings } from "./store.ts";

export interface NoticeRoutesDeps {
  readonly database: Database;
  readonly clock: () => Date;
  readonly providerName: string;
}

export const TAGS = ["notices"];

const settingsAnswer = z.object({
  language: z.enum(LANGUAGES).describe("Of mails about projects, and of the list of notices."),
  kinds: z.array(
    z.object({
      kind: z.enum(ALL_KINDS),
      label: z.string(),
      mail: z.boolean(),
      always: z.boolean().describe("It is about security: its mails can't be switched off."),
    }),
  ),
});

export function noticeSettingsRoutes(deps: NoticeRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/notices/settings",
      {
        schema: {
          tags: TAGS,
          operationId: "readNoticeSettings",
          summary: "In which language you are told of your projects, and of what by mail",
          response: { 200: settingsAnswer, ...refusals("not-logged-in") },
        },
      },
      async (request) => answerOf(await readSettings(database, requireSignedIn(request).id)),
    );

    app.put(
      "/notices/settings",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "changeNoticeSettings",
          summary: "Choose the language, and which mails you don't want; never those about security",
          body: z.strictObject({
            language: z.enum(LANGUAGES),
            withoutMail: z.array(z.enum(ALL_KINDS)).max(ALL_KINDS.length),
          }),
          response: { 200: settingsAnswer, ...refusals("invalid-request", "not-logged-in") },
        },
      },
      async (request) => answerOf(await changeSettings(database, whoOf(request, clock()), request.body)),
    );
  };
}

function answerOf({ language, withoutMail }: NoticeSettings): z.infer<typeof settingsAnswer> {
  return {
    language,
    kinds: ALL_KINDS.map((kind) => {
      const always = NOTICE_KINDS[kind] === "security";
      // Also one that somebody chose before it was about security: its mails come, and sent back as it is shown it must be taken.
      return { kind, label: NOTICE_LABELS[kind], mail: always || !withoutMail.includes(kind), always };
    }),
  };
}
