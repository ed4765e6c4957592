import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameField } from "../../companies/rules.ts";
import { requireSignedIn } from "../../http/signed-in.ts";
import { Problem } from "../../problems/problem.ts";
import { refusals } from "../../problems/refusals.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { accountAnswer, describeAccount } from "../describe-account.ts";
import { logInAnswer } from "../log-in-answer.ts";
import { relyingPartyOf } from "../passkeys/relying-party.ts";
import { passwordField } from "../rules.ts";
import { setSessionCookie } from "../session-cookie.ts";
import { beginFlow } from "./begin.ts";
import { clearFlowCookie, readFlowCookie, setFlowCookie } from "./flow.ts";
import { beginLink, finishLink, unlinkIdentity } from "./link.ts";
import { logInByIdentity } from "./log-in.ts";
import type { IdentityService } from "./service.ts";
import { beginSignUp, signUpByIdentity } from "./sign-up.ts";
import { identitiesOf } from "./store.ts";

interface IdentityRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly production: boolean;
  readonly service: IdentityService | null;
}

const BODY_LIMIT = 8_192;
const TAGS = ["accounts"];
const security = [{ session: [] }];

export const addressAnswer = z.object({
  address: z.string().describe("Where the browser is to go. It comes back to the page /identity."),
});

/** What the service sends is its own; the library reads it, and what it needs is short. */
export const queryField = z.object({
  query: z
    .string("What the identity service has answered is missing.")
    .max(4_096, "The answer of the identity service is too long.")
    .regex(/^\?[\x21-\x7e]*$/, "This is not what an identity service answers.")
    .describe("The part of the address after /identity, with the question mark."),
});

/** Logging in at an identity service, and linking the identity there to an account here. */
export function identityRoutes(deps: IdentityRoutesDeps): FastifyPluginAsync {
  const { context, callerOf, production } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const requireService = (): IdentityService => {
      if (deps.service === null) throw new Problem("not-found", "No identity service is set up here.");
      return deps.service;
    };

    app.get(
      "/accounts/identity-service",
      {
        schema: {
          tags: TAGS,
          operationId: "readIdentityService",
          summary: "What one can log in by besides a password: an identity service, passkeys",
          response: {
            200: z.object({
              service: z
                .object({
                  name: z.string(),
                  signUp: z.boolean().describe("Can one sign up by it, if it has verified one's address?"),
                  namesCompany: z
                    .boolean()
                    .describe("Does it name one's company, so that none has to be typed?"),
                })
                .nullable(),
              passkeys: z.boolean().describe("Can one log in by a passkey here?"),
            }),
          },
        },
      },
      async () => ({
        service:
          deps.service === null
            ? null
            : {
                name: deps.service.name,
                signUp: deps.service.signUp,
                namesCompany: deps.service.company !== null,
              },
        passkeys: relyingPartyOf(context) !== null,
      }),
    );

    app.post(
      "/accounts/log-in/identity/begin",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "beginLogInByIdentity",
          summary:
            "Begin a log-in at the identity service; sets a cookie that binds the answer to this browser",
          response: {
            200: addressAnswer,
            ...refusals("not-found", "too-many-attempts", "identity-service-away"),
          },
        },
      },
      async (request, reply) => {
        const begun = await beginFlow({ ...context, service: requireService() }, callerOf(request), {
          purpose: "log-in",
          accountId: null,
          projectId: null,
        });
        setFlowCookie(reply, production, begun.token);
        return { address: begun.address };
      },
    );

    app.post(
      "/accounts/log-in/identity",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "logInByIdentity",
          summary: "Log in with what the identity service has answered; sets the session cookie",
          body: queryField,
          response: {
            200: logInAnswer,
            ...refusals(
              "invalid-request",
              "not-found",
              "log-in-expired",
              "identity-refused",
              "identity-not-linked",
              "too-many-attempts",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const token = readFlowCookie(request, production);
        clearFlowCookie(reply, production);
        const brought = { token, query: request.body.query };
        const outcome = await logInByIdentity(context, requireService(), callerOf(request), brought);
        if ("ticket" in outcome) return { account: null, secondFactor: { ticket: outcome.ticket } };
        setSessionCookie(reply, production, outcome.session);
        const { account } = await describeAccount(context.database, outcome.accountId);
        return { account, secondFactor: null };
      },
    );

    app.post(
      "/accounts/sign-up/identity/begin",
      {
        bodyLimit: 2_048,
        schema: {
          tags: TAGS,
          operationId: "beginSignUpByIdentity",
          summary:
            "Begin a sign-up at the identity service; sets a cookie that binds the answer to this browser",
          body: z.object({
            company: nameField("The company's name")
              .optional()
              .describe("May be left out where the service names it, and counts where it names none."),
          }),
          response: {
            200: addressAnswer,
            ...refusals("invalid-request", "not-found", "too-many-attempts", "identity-service-away"),
          },
        },
      },
      async (request, reply) => {
        const company = request.body.company ?? null;
        const begun = await beginSignUp(context, requireService(), callerOf(request), company);
        setFlowCookie(reply, production, begun.token);
        return { address: begun.address };
      },
    );

    app.post(
      "/accounts/sign-up/identity",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "signUpByIdentity",
          summary:
            "Make an account of what the identity service has answered, if it has verified the address; logs in",
          description:
            "An address that has an account already is refused: its owner logs in and links the identity.",
          body: queryField,
          response: {
            201: z.object({ account: accountAnswer }),
            ...refusals(
              "invalid-request",
              "not-found",
              "log-in-expired",
              "identity-refused",
              "identity-not-linked",
              "identity-taken",
              "too-many-attempts",
              "unavailable",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const brought = { token: readFlowCookie(request, production), query: request.body.query };
        clearFlowCookie(reply, production);
        const { accountId, session } = await signUpByIdentity(
          context,
          requireService(),
          callerOf(request),
          brought,
        );
        setSessionCookie(reply, production, session);
        return reply
          .code(201)
          .send({ account: (await describeAccount(context.database, accountId)).account });
      },
    );

    app.get(
      "/accounts/me/identity",
      {
        schema: {
          tags: TAGS,
          operationId: "readIdentity",
          summary: "Is an identity of the service linked to your account?",
          security,
          response: {
            200: z.object({
              service: z.object({ name: z.string() }).nullable(),
              linkedAt: z.iso.datetime().nullable().describe("Null: none is."),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        const [linked] = await identitiesOf(context.database, requireSignedIn(request).id);
        return {
          service: deps.service === null ? null : { name: deps.service.name },
          linkedAt: linked?.linkedAt.toISOString() ?? null,
        };
      },
    );

    app.post(
      "/accounts/me/identity/begin",
      {
        bodyLimit: 2_048,
        schema: {
          tags: TAGS,
          operationId: "beginLinkIdentity",
          summary:
            "Begin to link an identity, by your password; sets a cookie that binds the answer to this browser",
          security,
          body: z.object({ password: passwordField }),
          response: {
            200: addressAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-not-shown",
              "wrong-password",
              "too-many-attempts",
              "unavailable",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const signedIn = requireSignedIn(request);
        const begun = await beginLink(context, requireService(), callerOf(request), signedIn, request.body);
        setFlowCookie(reply, production, begun.token);
        return { address: begun.address };
      },
    );

    app.post(
      "/accounts/me/identity",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "linkIdentity",
          summary: "Link the identity that the service has answered with to your account",
          security,
          body: queryField,
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "log-in-expired",
              "identity-refused",
              "identity-taken",
              "second-factor-not-shown",
              "identity-service-away",
            ),
          },
        },
      },
      async (request, reply) => {
        const signedIn = requireSignedIn(request);
        const brought = { token: readFlowCookie(request, production), query: request.body.query };
        clearFlowCookie(reply, production);
        await finishLink(context, requireService(), callerOf(request), signedIn, brought);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/me/identity/unlink",
      {
        bodyLimit: 2_048,
        schema: {
          tags: TAGS,
          operationId: "unlinkIdentity",
          summary: "Unlink the identity, by your password: it opens your account no more",
          security,
          body: z.object({ password: passwordField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "second-factor-not-shown",
              "not-found",
              "wrong-password",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const signedIn = requireSignedIn(request);
        await unlinkIdentity(context, requireService(), callerOf(request), signedIn, request.body);
        return reply.code(204).send(null);
      },
    );
  };
}
