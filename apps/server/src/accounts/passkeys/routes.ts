import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameField } from "../../companies/rules.ts";
import { requireSignedIn } from "../../http/signed-in.ts";
import { refusals } from "../../problems/refusals.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { accountAnswer, describeAccount } from "../describe-account.ts";
import { passwordField } from "../rules.ts";
import { setSessionCookie } from "../session-cookie.ts";
import { addPasskey, beginPasskey } from "./add.ts";
import { nameOnePasskey, removePasskey } from "./change.ts";
import { authenticationField, optionsAnswer, registrationField } from "./fields.ts";
import { beginPasskeyLogIn, logInByPasskey } from "./log-in.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { beginShowPasskey, showPasskey } from "./show.ts";
import { passkeysOf } from "./store.ts";

interface PasskeyRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly production: boolean;
}

const BODY_LIMIT = 32_768;
const TAGS = ["accounts"];
const security = [{ session: [] }];
const passkeyName = nameField("The passkey's name");
const passkeyId = z.string("Say which passkey.").min(1).max(1_400);

/** Passkeys (WebAuthn): logging in by one, and an account's own. */
export function passkeyRoutes(deps: PasskeyRoutesDeps): FastifyPluginAsync {
  const { context, callerOf } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.post(
      "/accounts/log-in/passkey/begin",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "beginLogInByPasskey",
          summary: "A challenge for a log-in by passkey, for one answer within five minutes",
          response: { 200: optionsAnswer, ...refusals("not-found", "too-many-attempts") },
        },
      },
      async (request) => ({ ...(await beginPasskeyLogIn(context, callerOf(request))) }),
    );

    app.post(
      "/accounts/log-in/passkey",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "logInByPasskey",
          summary: "Log in by what an authenticator has signed; sets the session cookie",
          body: authenticationField,
          response: {
            200: z.object({ account: accountAnswer }),
            ...refusals("invalid-request", "not-found", "passkey-refused", "too-many-attempts"),
          },
        },
      },
      async (request, reply) => {
        const outcome = await logInByPasskey(context, callerOf(request), request.body);
        if ("ticket" in outcome) throw new Error("a passkey is two factors in one");
        setSessionCookie(reply, deps.production, outcome.session);
        return { account: (await describeAccount(context.database, outcome.accountId)).account };
      },
    );

    app.get(
      "/accounts/me/passkeys",
      {
        schema: {
          tags: TAGS,
          operationId: "listPasskeys",
          summary: "Your passkeys, the oldest first",
          security,
          response: {
            200: z.object({
              available: z.boolean().describe("False where the desk's address is a number."),
              items: z.array(
                z.object({
                  id: z.string(),
                  name: z.string(),
                  addedAt: z.iso.datetime(),
                  lastUsedAt: z.iso.datetime().nullable(),
                }),
              ),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => ({
        available: relyingPartyOf(context) !== null,
        items: (await passkeysOf(context.database, requireSignedIn(request).id)).map((passkey) => ({
          id: passkey.id,
          name: passkey.name,
          addedAt: passkey.createdAt.toISOString(),
          lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
        })),
      }),
    );

    app.post(
      "/accounts/me/passkeys/begin",
      {
        bodyLimit: 2_048,
        schema: {
          tags: TAGS,
          operationId: "beginPasskey",
          summary: "A challenge for a new passkey, by your password; for one answer within five minutes",
          security,
          body: z.object({ password: passwordField }),
          response: {
            200: optionsAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-not-shown",
              "wrong-password",
              "too-many-passkeys",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request) => ({
        ...(await beginPasskey(context, callerOf(request), requireSignedIn(request), request.body)),
      }),
    );

    app.post(
      "/accounts/me/passkeys",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "addPasskey",
          summary: "Keep the passkey that an authenticator has made for the challenge",
          security,
          body: z.object({ name: passkeyName, registration: registrationField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-not-shown",
              "passkey-refused",
              "too-many-passkeys",
            ),
          },
        },
      },
      async (request, reply) => {
        await addPasskey(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/passkeys/show/begin",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "beginShowPasskey",
          summary: "A challenge to show one of your passkeys, for one answer within five minutes",
          security,
          response: {
            200: optionsAnswer,
            ...refusals("not-logged-in", "not-found", "too-many-attempts"),
          },
        },
      },
      async (request) => ({
        ...(await beginShowPasskey(context, callerOf(request), requireSignedIn(request))),
      }),
    );

    app.post(
      "/accounts/me/passkeys/show",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "showPasskey",
          summary:
            "Show a passkey in this session, which may then change for a while how your account is opened",
          security,
          body: authenticationField,
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "passkey-refused",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        await showPasskey(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/passkeys/rename",
      {
        bodyLimit: 8_192,
        schema: {
          tags: TAGS,
          operationId: "renamePasskey",
          summary: "Give one of your passkeys another name",
          security,
          body: z.object({ id: passkeyId, name: passkeyName }),
          response: { 204: z.null(), ...refusals("invalid-request", "not-logged-in", "not-found") },
        },
      },
      async (request, reply) => {
        await nameOnePasskey(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/passkeys/remove",
      {
        bodyLimit: 8_192,
        schema: {
          tags: TAGS,
          operationId: "removePasskey",
          summary: "Remove one of your passkeys, by your password",
          security,
          body: z.object({ id: passkeyId, password: passwordField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-not-shown",
              "wrong-password",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        await removePasskey(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );
  };
}
