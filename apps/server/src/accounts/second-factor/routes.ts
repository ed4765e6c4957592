import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { requireSignedIn } from "../../http/signed-in.ts";
import { refusals } from "../../problems/refusals.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { accountAnswer, describeAccount } from "../describe-account.ts";
import { passwordField } from "../rules.ts";
import { setSessionCookie } from "../session-cookie.ts";
import { tokenField } from "../tokens.ts";
import { beginSecondFactor } from "./begin.ts";
import { confirmSecondFactorSetUp } from "./confirm.ts";
import { describeSecondFactor } from "./describe.ts";
import { logInBySecondFactor } from "./log-in.ts";
import { removeSecondFactor } from "./remove.ts";
import { renewRecoveryCodes } from "./renew-recovery-codes.ts";
import { showSecondFactor } from "./show.ts";

interface SecondFactorRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly production: boolean;
}

const BODY_LIMIT = 2_048;
const TAGS = ["accounts"];
const security = [{ session: [] }];

const codeField = z
  .string("The code is missing.")
  .trim()
  .min(1, "The code is missing.")
  .max(64, "A code has six digits, a recovery code 20 letters.")
  .describe("Six digits of the app, or where it says so a recovery code.");

/** Logging in by two steps, and setting the second one up. */
export function secondFactorRoutes(deps: SecondFactorRoutesDeps): FastifyPluginAsync {
  const { context, callerOf } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.post(
      "/accounts/log-in/second-factor",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "logInBySecondFactor",
          summary:
            "The second step of a log-in: a code of the app, or a recovery code; sets the session cookie",
          body: z.object({ ticket: tokenField, code: codeField }),
          response: {
            200: z.object({ account: accountAnswer }),
            ...refusals(
              "invalid-request",
              "wrong-code",
              "log-in-expired",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const { accountId, session } = await logInBySecondFactor(context, callerOf(request), request.body);
        setSessionCookie(reply, deps.production, session);
        return { account: (await describeAccount(context.database, accountId)).account };
      },
    );

    app.get(
      "/accounts/me/second-factor",
      {
        schema: {
          tags: TAGS,
          operationId: "readSecondFactor",
          summary:
            "Is an authenticator app set up, how many recovery codes are left, and what was shown in this session?",
          security,
          response: {
            200: z.object({
              since: z.iso.datetime().nullable().describe("Null: none is set up."),
              recoveryCodesLeft: z.number().int(),
              ways: z.array(z.enum(["passkey", "app"])).describe("By what a second factor can be shown."),
              shownUntil: z.iso
                .datetime()
                .nullable()
                .describe(
                  "Until then this session may change how the account is opened; null: show one first.",
                ),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        const { id } = requireSignedIn(request);
        return describeSecondFactor(context, callerOf(request), id);
      },
    );

    app.post(
      "/accounts/me/second-factor",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "beginSecondFactor",
          summary:
            "Make a secret for an authenticator app; it is asked for once its first code has come back",
          security,
          body: z.object({ password: passwordField }),
          response: {
            200: z.object({
              secret: z.string().describe("Base32, for typing."),
              uri: z.string().describe("otpauth: link, for a QR code."),
            }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "second-factor-not-shown",
              "wrong-password",
              "second-factor-in-use",
              "too-many-attempts",
              "unavailable",
              "key-store-away",
            ),
          },
        },
      },
      (request) => beginSecondFactor(context, callerOf(request), requireSignedIn(request), request.body),
    );

    app.post(
      "/accounts/me/second-factor/show",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "showSecondFactor",
          summary:
            "Show a code of the app or a recovery code in this session, which may then change for a while how your account is opened",
          security,
          body: z.object({ code: codeField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "wrong-code",
              "too-many-attempts",
              "key-store-away",
            ),
          },
        },
      },
      async (request, reply) => {
        await showSecondFactor(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/second-factor/confirm",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "confirmSecondFactor",
          summary: "Put the app to use by its first code; ends the account's other sessions",
          security,
          body: z.object({ code: codeField }),
          response: {
            200: z.object({
              recoveryCodes: z.array(z.string()).describe("Shown this once; each works once."),
            }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-not-shown",
              "wrong-code",
              "second-factor-in-use",
              "too-many-attempts",
              "key-store-away",
            ),
          },
        },
      },
      async (request) => ({
        recoveryCodes: await confirmSecondFactorSetUp(
          context,
          callerOf(request),
          requireSignedIn(request),
          request.body,
        ),
      }),
    );

    app.post(
      "/accounts/me/second-factor/recovery-codes",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "renewRecoveryCodes",
          summary: "Make new recovery codes, by the password; the old ones are void",
          security,
          body: z.object({ password: passwordField }),
          response: {
            200: z.object({
              recoveryCodes: z.array(z.string()).describe("Shown this once; each works once."),
            }),
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
      async (request) => ({
        recoveryCodes: await renewRecoveryCodes(
          context,
          callerOf(request),
          requireSignedIn(request),
          request.body,
        ),
      }),
    );

    app.post(
      "/accounts/me/second-factor/remove",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "removeSecondFactor",
          summary: "Remove the app, by the password",
          security,
          body: z.object({ password: passwordField }),
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
        await removeSecondFactor(context, callerOf(request), requireSignedIn(request), request.body);
        return reply.code(204).send(null);
      },
    );
  };
}
