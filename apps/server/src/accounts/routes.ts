import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameField } from "../companies/rules.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { requireSignedIn } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { operatorAccountRoutes } from "./account-routes.ts";
import { callerOf as readCaller } from "./caller-of.ts";
import { emailRoutes } from "./change-email/routes.ts";
import { confirmEmail } from "./confirm-email.ts";
import type { AccountsContext } from "./context.ts";
import { accountAnswer, describeAccount } from "./describe-account.ts";
import { signUpFirstOperator } from "./first-operator.ts";
import { forgotPassword } from "./forgot-password.ts";
import { identityRoutes } from "./identity/routes.ts";
import type { IdentityService } from "./identity/service.ts";
import { logIn } from "./log-in.ts";
import { logInAnswer } from "./log-in-answer.ts";
import { logOut } from "./log-out.ts";
import { passkeyRoutes } from "./passkeys/routes.ts";
import { createPasswords } from "./passwords.ts";
import { peopleRoutes } from "./people-routes.ts";
import { resetPassword } from "./reset-password.ts";
import { emailField, passwordField } from "./rules.ts";
import { secondFactorRoutes } from "./second-factor/routes.ts";
import { clearSessionCookie, setSessionCookie } from "./session-cookie.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signUp } from "./sign-up.ts";
import { tokenField } from "./tokens.ts";

export interface AccountRoutesDeps {
  readonly database: Database;
  readonly custody: Custody;
  readonly production: boolean;
  /** The portal's address as people see it, without a slash at the end; goes into mails. Asked when a mail is made. */
  readonly publicUrl: () => string;
  readonly provider: {
    readonly name: string;
    /** Are encryption keys offered to companies that sign up now? */
    readonly encryptionKeys: boolean;
  };
  readonly dropAskedBy: AccountsContext["dropAskedBy"];
  readonly languagesOf: AccountsContext["languagesOf"];
  readonly startInLanguage: AccountsContext["startInLanguage"];
  /** Where people can log in besides here; null or absent: nowhere. */
  readonly identity?: IdentityService | null;
  readonly clock?: () => Date;
}

/** Two hashes at once: a third would only take the cores from the others. */
const PASSWORDS = { atOnce: 2, waiting: 64 };

const BODY_LIMIT = 8 * 1024;
const TAGS = ["accounts"];

export function accountRoutes(deps: AccountRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, production } = deps;
    const context: AccountsContext = {
      database,
      passwords: await createPasswords(PASSWORDS),
      custody: deps.custody,
      clock: deps.clock ?? (() => new Date()),
      mail: () => ({ provider: deps.provider.name, publicUrl: deps.publicUrl() }),
      encryptionKeysEnabled: deps.provider.encryptionKeys,
      dropAskedBy: deps.dropAskedBy,
      languagesOf: deps.languagesOf,
      startInLanguage: deps.startInLanguage,
    };
    await app.register(peopleRoutes(context));
    const callerOf = (request: FastifyRequest) => readCaller(request, production);
    await app.register(operatorAccountRoutes({ context, callerOf }));

    app.post(
      "/accounts/sign-up",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "signUp",
          summary: "Sign up; a link to confirm the e-mail address is mailed",
          description: "The answer is the same when the address has an account, which is then told by mail.",
          body: z.object({
            name: nameField("Your name"),
            company: nameField("The company's name"),
            email: emailField,
            password: passwordField,
          }),
          response: {
            202: z.object({ status: z.literal("confirm-email") }),
            ...refusals("invalid-request", "password-too-weak", "too-many-attempts", "unavailable"),
          },
        },
      },
      async (request, reply) => {
        await signUp(context, callerOf(request), request.body);
        return reply.code(202).send({ status: "confirm-email" });
      },
    );

    app.post(
      "/accounts/confirm-email",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "confirmEmail",
          summary:
            "Confirm the e-mail address by the mailed link and the password; makes the account and logs in",
          body: z.object({ token: tokenField, password: passwordField }),
          response: {
            200: z.object({ status: z.literal("confirmed") }),
            ...refusals("link-not-valid", "wrong-credentials", "too-many-attempts", "unavailable"),
          },
        },
      },
      async (request, reply) => {
        setSessionCookie(reply, production, await confirmEmail(context, callerOf(request), request.body));
        return { status: "confirmed" as const };
      },
    );

    app.post(
      "/accounts/log-in",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "logIn",
          summary: "Log in; sets the session cookie",
          description:
            "Five wrong passwords for one address from one source within 15 minutes are answered with 429 and Retry-After.",
          body: z.object({ email: emailField, password: passwordField }),
          response: {
            200: logInAnswer,
            ...refusals("invalid-request", "wrong-credentials", "too-many-attempts", "unavailable"),
          },
        },
      },
      async (request, reply) => {
        const outcome = await logIn(context, callerOf(request), request.body);
        if ("ticket" in outcome) return { account: null, secondFactor: { ticket: outcome.ticket } };
        setSessionCookie(reply, production, outcome.session);
        const { account } = await describeAccount(database, outcome.accountId);
        return { account, secondFactor: null };
      },
    );

    await app.register(secondFactorRoutes({ context, callerOf, production }));
    await app.register(identityRoutes({ context, callerOf, production, service: deps.identity ?? null }));
    await app.register(passkeyRoutes({ context, callerOf, production }));
    await app.register(emailRoutes({ context, callerOf }));
    await app.register(sessionRoutes({ context, callerOf }));

    app.post(
      "/accounts/log-out",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "logOut",
          summary: "Log out; ends the session on the server",
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await logOut(context, callerOf(request), request.signedIn);
        clearSessionCookie(reply, production);
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/accounts/forgot-password",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "forgotPassword",
          summary: "Have a link to choose a new password mailed, if the address has an account",
          body: z.object({ email: emailField }),
          response: {
            202: z.object({ status: z.literal("mailed-if-known") }),
            ...refusals("invalid-request", "too-many-attempts"),
          },
        },
      },
      async (request, reply) => {
        await forgotPassword(context, callerOf(request), request.body.email);
        return reply.code(202).send({ status: "mailed-if-known" });
      },
    );

    app.post(
      "/accounts/reset-password",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "resetPassword",
          summary: "Choose a new password by the mailed link; ends all sessions of the account",
          body: z.object({ token: tokenField, password: passwordField }),
          response: {
            200: z.object({ status: z.literal("password-changed") }),
            ...refusals("link-not-valid", "password-too-weak", "too-many-attempts", "unavailable"),
          },
        },
      },
      async (request) => {
        await resetPassword(context, callerOf(request), request.body);
        return { status: "password-changed" as const };
      },
    );

    app.post(
      "/accounts/operator-sign-up",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "signUpFirstOperator",
          summary: "Make the first operator's account by the link printed at the start; logs in",
          body: z.object({
            token: tokenField,
            name: nameField("Your name"),
            email: emailField,
            password: passwordField,
          }),
          response: {
            201: z.object({ account: accountAnswer }),
            ...refusals(
              "invalid-request",
              "link-not-valid",
              "password-too-weak",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const { accountId, session } = await signUpFirstOperator(context, callerOf(request), request.body);
        setSessionCookie(reply, production, session);
        return reply.code(201).send({ account: (await describeAccount(database, accountId)).account });
      },
    );

    app.get(
      "/accounts/me",
      {
        schema: {
          tags: TAGS,
          operationId: "readMe",
          summary: "Who is logged in, and what the provider offers them",
          security: [{ session: [] }],
          response: {
            200: z.object({
              account: accountAnswer,
              provider: z.object({ name: z.string(), encryptionKeys: z.boolean() }),
              limits: z.object({ projects: z.number().int() }),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        const { account, encryptionKeysEnabled, projectLimit } = await describeAccount(
          database,
          requireSignedIn(request).id,
        );
        return {
          account,
          provider: {
            name: deps.provider.name,
            encryptionKeys: encryptionKeysEnabled ?? deps.provider.encryptionKeys,
          },
          limits: { projects: projectLimit },
        };
      },
    );
  };
}
