import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { cutPage, placeGiven } from "../http/page-place.ts";
import { readPlaceInTime, writePlaceInTime } from "../http/place-in-time.ts";
import { refusals } from "../problems/refusals.ts";
import { noSuchWebhook } from "./change.ts";
import { deliveriesAnswer, deliveryAnswer, describeDelivery } from "./describe.ts";
import { redeliver, sendTest } from "./send-again.ts";
import type { Side } from "./side.ts";
import { deliveriesOf, findWebhook } from "./store.ts";

const PAGE = 20;

/** The log of a webhook's messages, and sending them again. */
export function deliveryRoutes(
  { database }: { readonly database: Database },
  side: Side,
): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const tags = [...side.tags];
    const ofOne = z.object({ ...side.params, webhookId: z.uuid() });
    const ofDelivery = z.object({ ...side.params, webhookId: z.uuid(), deliveryId: z.uuid() });

    app.get(
      `${side.at}/:webhookId/deliveries`,
      {
        schema: {
          tags,
          operationId: side.name("listWebhookDeliveries"),
          summary: "Messages of the last 30 days, newest first, with how each try ended",
          params: ofOne,
          querystring: z.object({ before: z.string().max(200).optional().describe("`next` of a page.") }),
          response: {
            200: deliveriesAnswer,
            ...refusals("invalid-request", "not-found", "not-logged-in", ...side.readRefused),
          },
        },
      },
      async (request) => {
        const { owner, change } = await side.read(request);
        const webhook = await findWebhook(
          database,
          owner,
          (request.params as { webhookId: string }).webhookId,
        );
        if (webhook === null) throw noSuchWebhook();
        const before = placeGiven(readPlaceInTime, request.query.before, "before");
        const rows = await deliveriesOf(database, webhook.id, before, PAGE + 1);
        const { shown, next } = cutPage(rows, PAGE, ({ queuedAt, id }) =>
          writePlaceInTime({ at: queuedAt, id }),
        );
        return {
          items: shown.map(describeDelivery),
          next,
          can: { redeliver: change },
        };
      },
    );

    app.post(
      `${side.at}/:webhookId/test`,
      {
        bodyLimit: 1_024,
        schema: {
          tags,
          operationId: side.name("testWebhook"),
          summary: "Send a message of type `webhook.test`, which says nothing",
          params: ofOne,
          response: {
            202: deliveryAnswer,
            ...refusals(
              "too-many-attempts",
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
        const { webhookId } = request.params as { webhookId: string };
        return reply.code(202).send(describeDelivery(await sendTest(database, who, { owner, webhookId })));
      },
    );

    app.post(
      `${side.at}/:webhookId/deliveries/:deliveryId/redeliver`,
      {
        bodyLimit: 1_024,
        schema: {
          tags,
          operationId: side.name("redeliverWebhookMessage"),
          summary: "Send a message again, with the same `webhook-id`, and try it for another day",
          params: ofDelivery,
          response: {
            202: deliveryAnswer,
            ...refusals(
              "wrong-state",
              "too-many-attempts",
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
        const { webhookId, deliveryId } = request.params as { webhookId: string; deliveryId: string };
        const sent = await redeliver(database, who, { owner, webhookId, deliveryId });
        return reply.code(202).send(describeDelivery(sent));
      },
    );
  };
}
