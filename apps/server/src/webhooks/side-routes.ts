import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { ALL_KINDS } from "../notices/kinds.ts";
import { refusals } from "../problems/refusals.ts";
import { addWebhook, type WebhookDeps } from "./add.ts";
import { removeWebhook, rotateWebhookSecret } from "./change.ts";
import { changeWhatItGets } from "./change-what-it-gets.ts";
import { deliveryRoutes } from "./delivery-routes.ts";
import {
  addedAnswer,
  describeWebhook,
  describeWebhooks,
  madeAnswer,
  webhookAnswer,
  webhooksAnswer,
} from "./describe.ts";
import { LONGEST_DESCRIPTION, LONGEST_URL } from "./rules.ts";
import type { Side } from "./side.ts";
import { receptionOf, webhooksOf } from "./store.ts";

const BODY_LIMIT = 8 * 1024;
const typesField = z
  .array(z.enum(ALL_KINDS, "Choose kinds from the list."))
  .min(1, "Choose at least one kind.")
  .max(ALL_KINDS.length, "Name each kind once.")
  .nullable()
  .describe("Null: all kinds, also those that are yet to come.");
const NONE = { waiting: 0, lastDeliveredAt: null };

export function sideRoutes(
  deps: WebhookDeps & { readonly clock: () => Date },
  side: Side,
): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;
    const tags = [...side.tags];
    const params = z.object({ ...side.params });
    const ofOne = z.object({ ...side.params, webhookId: z.uuid() });
    const idOf = (request: FastifyRequest) => (request.params as { webhookId: string }).webhookId;

    app.get(
      side.at,
      {
        schema: {
          tags,
          operationId: side.name("listWebhooks"),
          summary: `Where messages about what happens go: webhooks of ${side.of}`,
          params,
          response: { 200: webhooksAnswer, ...refusals("not-found", "not-logged-in", ...side.readRefused) },
        },
      },
      async (request) => {
        const { owner, change } = await side.read(request);
        const all = await webhooksOf(database, owner);
        return describeWebhooks(all, await receptionOf(database, owner), change, clock());
      },
    );

    app.post(
      side.at,
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags,
          operationId: side.name("addWebhook"),
          summary: "Add a receiver; messages are signed by the Standard Webhooks specification",
          description:
            "A message is a POST with `webhook-id`, `webhook-timestamp` and `webhook-signature`, and a JSON body of `type`, `timestamp` and `data`. Any 2xx takes it; everything else is tried again for a day. Redirects are not followed.",
          params,
          body: z.object({
            url: z.string("Say where messages go.").trim().max(LONGEST_URL),
            description: z
              .string()
              .trim()
              .normalize("NFC")
              .max(LONGEST_DESCRIPTION)
              .regex(/^[^\p{Cc}\p{Cs}]*$/u)
              .default(""),
            types: typesField.default(null),
          }),
          response: {
            201: addedAnswer,
            ...refusals(
              "invalid-request",
              "too-many-webhooks",
              "too-many-attempts",
              "key-store-away",
              "not-allowed",
              "second-factor-required",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        const { owner, who } = await side.change(request);
        const { webhook, ...rest } = await addWebhook(deps, who, { owner, ...request.body });
        return reply.code(201).send({ webhook: describeWebhook(webhook, NONE, who.now), ...rest });
      },
    );

    app.patch(
      `${side.at}/:webhookId`,
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags,
          operationId: side.name("changeWebhook"),
          summary: "Pause a webhook, resume it, or choose the kinds of messages that it gets",
          description:
            "What happens while it is paused is never sent to it. Messages that waited for it before are kept, 30 days at most, and go out when it is resumed.",
          params: ofOne,
          body: z.object({ paused: z.boolean().optional(), types: typesField.optional() }),
          response: {
            200: webhookAnswer,
            ...refusals(
              "invalid-request",
              "too-many-attempts",
              "not-allowed",
              "second-factor-required",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request) => {
        const { owner, who } = await side.change(request);
        const which = { owner, webhookId: idOf(request) };
        const webhook = await changeWhatItGets(deps, who, which, request.body);
        return describeWebhook(
          webhook,
          (await receptionOf(database, owner)).get(webhook.id) ?? NONE,
          who.now,
        );
      },
    );

    app.post(
      `${side.at}/:webhookId/rotate`,
      {
        bodyLimit: 1_024,
        schema: {
          tags,
          operationId: side.name("rotateWebhookSecret"),
          summary: "Give a webhook a new secret; for a day messages carry both signatures",
          params: ofOne,
          response: {
            200: madeAnswer,
            ...refusals(
              "too-many-attempts",
              "key-store-away",
              "not-allowed",
              "second-factor-required",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request) => {
        const { owner, who } = await side.change(request);
        const { webhook, secret } = await rotateWebhookSecret(deps, who, { owner, webhookId: idOf(request) });
        const reception = (await receptionOf(database, owner)).get(webhook.id) ?? NONE;
        return { webhook: describeWebhook(webhook, reception, who.now), secret };
      },
    );

    app.delete(
      `${side.at}/:webhookId`,
      {
        schema: {
          tags,
          operationId: side.name("removeWebhook"),
          summary: "Remove a webhook, with the messages that wait for it",
          params: ofOne,
          response: {
            204: z.null(),
            ...refusals("not-allowed", "second-factor-required", "not-found", "not-logged-in"),
          },
        },
      },
      async (request, reply) => {
        const { owner, who } = await side.change(request);
        await removeWebhook(deps, who, { owner, webhookId: idOf(request) });
        return reply.code(204).send(null);
      },
    );

    await app.register(deliveryRoutes(deps, side));
  };
}
