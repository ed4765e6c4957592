import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { emailField } from "../../accounts/rules.ts";
import type { Database } from "../../database/database.ts";
import { requireSignedIn, whoOf } from "../../http/signed-in.ts";
import { PROJECT_ROLES } from "../../permissions.ts";
import { refusals } from "../../problems/refusals.ts";
import { requireRole } from "../require-role.ts";
import { standingOf } from "../require-second-factor.ts";
import { changeRole } from "./change-role.ts";
import type { TeamContext } from "./context.ts";
import { describeInvitation, describeTeam, invitationAnswer, teamAnswer } from "./describe-team.ts";
import { invite } from "./invite.ts";
import { leaveProject, removeMember } from "./remove-member.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { readTeam } from "./store.ts";
import { withdrawInvitation } from "./withdraw-invitation.ts";

export interface TeamRoutesDeps {
  readonly database: Database;
  readonly providerName: string;
  readonly publicUrl: () => string;
  readonly clock: () => Date;
}

const BODY_LIMIT = 4_096;
const TAGS = ["team"];
const security = [{ session: [] }];
const params = z.object({ id: z.uuid() });
const ofMember = z.object({ id: z.uuid(), accountId: z.uuid() });
const ofInvitation = z.object({ id: z.uuid(), invitationId: z.uuid() });
const roleField = z.enum(PROJECT_ROLES, "Choose a role: admin or read-only.");

export function teamRoutes(deps: TeamRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;
    const context: TeamContext = {
      database,
      mail: () => ({ provider: deps.providerName, publicUrl: deps.publicUrl() }),
    };
    /** Whoever has just done what admins do, and had what the policy wants of them. */
    const adminNow = (accountId: string, now: Date) => ({
      accountId,
      standing: { role: "admin" as const, withheld: () => false },
      now,
    });

    app.get(
      "/projects/:id/team",
      {
        schema: {
          tags: TAGS,
          operationId: "readTeam",
          summary: "The members of a project, who is invited, and what you may do about them",
          security,
          params,
          response: { 200: teamAnswer, ...refusals("not-found", "not-logged-in") },
        },
      },
      async (request) => {
        const signedIn = requireSignedIn(request);
        const membership = await requireRole(database, signedIn, request.params.id, "team.read");
        return describeTeam(await readTeam(database, membership.project.id), {
          accountId: signedIn.id,
          standing: await standingOf(database, signedIn, membership),
          now: clock(),
        });
      },
    );

    app.post(
      "/projects/:id/invitations",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "inviteMember",
          summary: "Invite somebody by mail; the link works for 7 days, once, and for this address only",
          security,
          params,
          body: z.object({ email: emailField, role: roleField }),
          response: {
            201: z.object({ invitation: invitationAnswer }),
            ...refusals(
              "invalid-request",
              "already-member",
              "already-invited",
              "too-many-members",
              "too-many-admins",
              "too-many-attempts",
              "not-allowed",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = whoOf(request, clock());
        const made = await invite(context, who, { projectId: request.params.id, ...request.body });
        const invitation = describeInvitation(made, adminNow(who.signedIn.id, who.now));
        return reply.code(201).send({ invitation });
      },
    );

    app.post(
      "/projects/:id/invitations/:invitationId/resend",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "resendInvitation",
          summary: "Send an invitation again, with a new link; the link sent before stops working",
          security,
          params: ofInvitation,
          response: {
            200: z.object({ invitation: invitationAnswer }),
            ...refusals("too-many-attempts", "not-allowed", "not-found", "not-logged-in"),
          },
        },
      },
      async (request) => {
        const who = whoOf(request, clock());
        const { id, invitationId } = request.params;
        const sent = await resendInvitation(context, who, { projectId: id, invitationId });
        return { invitation: describeInvitation(sent, adminNow(who.signedIn.id, who.now)) };
      },
    );

    app.delete(
      "/projects/:id/invitations/:invitationId",
      {
        schema: {
          tags: TAGS,
          operationId: "withdrawInvitation",
          summary: "Withdraw an invitation; its link stops working",
          security,
          params: ofInvitation,
          response: { 204: z.null(), ...refusals("not-allowed", "not-found", "not-logged-in") },
        },
      },
      async (request, reply) => {
        const { id, invitationId } = request.params;
        await withdrawInvitation(context, whoOf(request, clock()), { projectId: id, invitationId });
        return reply.code(204).send(null);
      },
    );

    app.patch(
      "/projects/:id/members/:accountId",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "changeMemberRole",
          summary: "Make a member an admin, or read-only",
          security,
          params: ofMember,
          body: z.object({ role: roleField }),
          response: {
            204: z.null(),
            ...refusals(
              "invalid-request",
              "last-admin",
              "too-many-admins",
              "not-allowed",
              "not-found",
              "not-logged-in",
            ),
          },
        },
      },
      async (request, reply) => {
        const { id, accountId } = request.params;
        const { role } = request.body;
        await changeRole(context, whoOf(request, clock()), { projectId: id, accountId, role });
        return reply.code(204).send(null);
      },
    );

    app.delete(
      "/projects/:id/members/:accountId",
      {
        schema: {
          tags: TAGS,
          operationId: "removeMember",
          summary: "Remove a member from the project",
          security,
          params: ofMember,
          response: {
            204: z.null(),
            ...refusals("last-admin", "not-allowed", "not-found", "not-logged-in"),
          },
        },
      },
      async (request, reply) => {
        const { id, accountId } = request.params;
        await removeMember(context, whoOf(request, clock()), { projectId: id, accountId });
        return reply.code(204).send(null);
      },
    );

    app.post(
      "/projects/:id/leave",
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: TAGS,
          operationId: "leaveProject",
          summary: "Leave a project yourself; the last admin can't",
          security,
          params,
          response: { 204: z.null(), ...refusals("last-admin", "not-found", "not-logged-in") },
        },
      },
      async (request, reply) => {
        await leaveProject(context, whoOf(request, clock()), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
