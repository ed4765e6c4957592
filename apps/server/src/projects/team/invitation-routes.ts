import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { callerOf } from "../../accounts/caller-of.ts";
import { sourceOf } from "../../accounts/limit-attempts.ts";
import { createPasswords } from "../../accounts/passwords.ts";
import { passwordField } from "../../accounts/rules.ts";
import { setSessionCookie } from "../../accounts/session-cookie.ts";
import { tokenField } from "../../accounts/tokens.ts";
import { nameField } from "../../companies/rules.ts";
import { originOf, whoOf } from "../../http/signed-in.ts";
import { startInLanguage } from "../../notices/store.ts";
import { PROJECT_ROLES } from "../../permissions.ts";
import { refusals } from "../../problems/refusals.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import type { JoinContext } from "./context.ts";
import { seeInvitation } from "./read-invitation.ts";
import type { TeamRoutesDeps } from "./routes.ts";
import { signUpByInvitation } from "./sign-up-by-invitation.ts";

export interface InvitationRoutesDeps extends TeamRoutesDeps {
  readonly production: boolean;
  /** Are encryption keys offered to companies that sign up now? */
  readonly encryptionKeys: boolean;
}

/** Hashes for those who come by an invitation: one at once, since log-ins have the cores as well. */
const PASSWORDS = { atOnce: 1, waiting: 16 };

const BODY_LIMIT = 8 * 1024;
const TAGS = ["team"];
const joined = z.object({ projectId: z.uuid() });

/** What the one who was invited does. The token of the link comes in a body, never in an address, which logs would keep. */
export function invitationRoutes(deps: InvitationRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { clock, production } = deps;
    const context: JoinContext = {
      database: deps.database,
      mail: () => ({ provider: deps.providerName, publicUrl: deps.publicUrl() }),
      passwords: await createPasswords(PASSWORDS),
      encryptionKeysEnabled: deps.encryptionKeys,
      startInLanguage,
    };
    const linkOf = (request: FastifyRequest, { token }: { readonly token: string }) => ({
      token,
      source: sourceOf(request.ip),
    });

    app.post(
      "/invitations/read",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "readInvitation",
          summary: "What the link of an invitation leads to; uses nothing up",
          body: z.object({ token: tokenField }),
          response: {
            200: z.object({
              projectName: z.string(),
              role: z.enum(PROJECT_ROLES),
              email: z.string(),
              invitedBy: z.string(),
              expiresAt: z.iso.datetime(),
              accountExists: z.boolean(),
            }),
            ...refusals("link-not-valid", "too-many-attempts"),
          },
        },
      },
      async (request) => {
        const caller = { origin: originOf(request), now: clock() };
        const seen = await seeInvitation(context, caller, linkOf(request, request.body));
        return { ...seen, expiresAt: seen.expiresAt.toISOString() };
      },
    );

    app.post(
      "/invitations/accept",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "acceptInvitation",
          summary: "Join the project as the account that is logged in",
          security: [{ session: [] }],
          body: z.object({ token: tokenField }),
          response: {
            200: joined,
            ...refusals(
              "link-not-valid",
              "invitation-for-another-address",
              "already-member",
              "not-allowed",
              "too-many-attempts",
              "not-logged-in",
            ),
          },
        },
      },
      async (request) => ({
        projectId: await acceptInvitation(context, whoOf(request, clock()), linkOf(request, request.body)),
      }),
    );

    app.post(
      "/invitations/sign-up",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "signUpByInvitation",
          summary: "Make an account for the invited address, join the project and log in",
          body: z.object({
            token: tokenField,
            name: nameField("Your name"),
            company: nameField("The company's name"),
            password: passwordField,
          }),
          response: {
            201: joined,
            ...refusals(
              "invalid-request",
              "link-not-valid",
              "account-exists",
              "password-too-weak",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const caller = { ...callerOf(request, production), now: clock() };
        const { projectId, session } = await signUpByInvitation(context, caller, request.body);
        setSessionCookie(reply, production, session);
        return reply.code(201).send({ projectId });
      },
    );
  };
}
