import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn } from "../../http/signed-in.ts";
import { refusals } from "../../problems/refusals.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { emailField, passwordField } from "../rules.ts";
import { tokenField } from "../tokens.ts";
import { beginEmailChange } from "./begin.ts";
import { cancelEmailChange } from "./cancel.ts";
import { confirmEmailChange } from "./confirm.ts";
import { readEmailChange } from "./store.ts";

interface EmailRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
}

const TAGS = ["accounts"];
const security = [{ session: [] }];

/** Another e-mail address for an account, which both mailboxes have to agree to. */
export function emailRoutes(deps: EmailRoutesDeps): FastifyPluginAsync {
  const { context, callerOf } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/accounts/me/email",
      {
        schema: {
          tags: TAGS,
          operationId: "readEmailChange",
          summary: "The change of your e-mail address that waits, if there is one",
          security,
          response: {
            200: z.object({
              change: z
                .object({
                  email: z.string(),
                  oldConfirmed: z.boolean(),
                  newConfirmed: z.boolean(),
                  expiresAt: z.iso.datetime(),
                })
                .nullable(),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        const { id } = requireSignedIn(request);
        const change = await readEmailChange(context.database, id, context.clock());
        if (change === null) return { change: null };
        return {
          change: {
            email: change.newEmail,
            oldConfirmed: change.oldConfirmedAt !== null,
            newConfirmed: change.newConfirmedAt !== null,
            expiresAt: change.expiresAt.toISOString(),
          },
        };
      },
    );

    app.post(
      "/accounts/me/email",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "beginEmailChange",
          summary: "Have a link mailed to the old and to the new address; both have to be opened",
          description:
            "The answer is the same when the new address has an account, which is then told by mail.",
          security,
          body: z.object({ email: emailField, password: passwordField }),
          response: {
            202: z.object({ status: z.literal("confirm-at-both-ends") }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "second-factor-not-shown",
              "wrong-password",
              "wrong-state",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        await beginEmailChange(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(202).send({ status: "confirm-at-both-ends" });
      },
    );

    app.delete(
      "/accounts/me/email",
      {
        schema: {
          tags: TAGS,
          operationId: "cancelEmailChange",
          summary: "Drop the change of your address that waits; its links do nothing any more",
          security,
          response: { 204: z.null(), ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        await cancelEmailChange(context, callerOf(request), requireSignedIn(request));
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/confirm-email-change",
      {
        bodyLimit: 2_048,
        schema: {
          tags: TAGS,
          operationId: "confirmEmailChange",
          summary: "Say yes to a change of address, by the link mailed to either end",
          body: z.object({ token: tokenField }),
          response: {
            200: z.object({
              waitsFor: z.enum(["old", "new"]).nullable().describe("The other end; null: it is changed."),
            }),
            ...refusals("link-not-valid", "too-many-attempts"),
          },
        },
      },
      async (request) => ({
        waitsFor: await confirmEmailChange(context, callerOf(request), request.body.token),
      }),
    );
  };
}
