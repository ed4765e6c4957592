import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { changePassword } from "./change-password.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { endAllOtherSessions, endOneSession } from "./end-sessions.ts";
import { passwordField } from "./rules.ts";
import { listSessions } from "./sessions.ts";

interface SessionRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
}

const TAGS = ["accounts"];
const security = [{ session: [] }];

/** Where one is logged in, ending it there, and a new password, which does that too. */
export function sessionRoutes(deps: SessionRoutesDeps): FastifyPluginAsync {
  const { context, callerOf } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/accounts/me/sessions",
      {
        schema: {
          tags: TAGS,
          operationId: "listSessions",
          summary: "Your living sessions, the one seen last first",
          security,
          response: {
            200: z.object({
              items: z.array(
                z.object({
                  id: z.uuid(),
                  device: z.string().describe("In a few words, by what the program said of itself."),
                  address: z.string().describe("Where it was begun from."),
                  begunAt: z.iso.datetime(),
                  lastSeenAt: z.iso.datetime().describe("Exact to five minutes."),
                  current: z.boolean().describe("Is it the one that asks?"),
                }),
              ),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        const { id } = requireSignedIn(request);
        const { sessionToken } = callerOf(request);
        const living = await listSessions(context.database, id, sessionToken, context.clock());
        return {
          items: living.map(({ createdAt, lastSeenAt, ...session }) => ({
            ...session,
            begunAt: createdAt.toISOString(),
            lastSeenAt: lastSeenAt.toISOString(),
          })),
        };
      },
    );

    app.post(
      "/accounts/me/password",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "changePassword",
          summary: "Take a new password in place of the old one; ends your other sessions",
          security,
          body: z.object({ password: passwordField, newPassword: passwordField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "second-factor-not-shown",
              "wrong-password",
              "password-too-weak",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        await changePassword(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );

    app.delete(
      "/accounts/me/sessions/:sessionId",
      {
        schema: {
          tags: TAGS,
          operationId: "endSession",
          summary: "End one of your sessions, at once",
          security,
          params: z.object({ sessionId: z.uuid() }),
          response: { 204: z.null(), ...refusals("not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        const { sessionId } = request.params;
        await endOneSession(context, callerOf(request), requireSignedIn(request), sessionId);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/sessions/end-others",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "endOtherSessions",
          summary: "End all your sessions but the one that asks",
          security,
          response: {
            200: z.object({ ended: z.number().int() }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => ({
        ended: await endAllOtherSessions(context, callerOf(request), requireSignedIn(request)),
      }),
    );
  };
}
