import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameField } from "../companies/rules.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { OPERATOR_ROLES } from "../permissions.ts";
import { refusals } from "../problems/refusals.ts";
import { addOperator } from "./add-operator.ts";
import { wayToAdministrator } from "./administrator-rules.ts";
import { changeOperatorRole, dropAdministratorRequest } from "./change-operator-role.ts";
import type { AccountsContext } from "./context.ts";
import { FIRST_PAIR_LAPSES_AFTER_MS, hasLapsed } from "./first-pair.ts";
import { removeOperator } from "./remove-operator.ts";
import { emailField } from "./rules.ts";
import { withSecondFactor } from "./second-factor/store.ts";
import { type Account, administratorLastLost, listOperators } from "./store.ts";

const answer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      role: z.enum(OPERATOR_ROLES),
      since: z.iso.datetime(),
      hasSecondFactor: z.boolean().nullable().describe("Null: told to administrators alone."),
      administratorRequest: z
        .object({ askedBy: z.string(), askedAt: z.iso.datetime(), lapsesAt: z.iso.datetime() })
        .nullable()
        .describe("One administrator asks that they become one too; another one confirms or declines."),
      can: z.object({
        remove: abilityAnswer,
        changeRole: abilityAnswer,
        dropAdministratorRequest: abilityAnswer,
      }),
    }),
  ),
  administratorsTakeTwo: z.boolean().describe("Does it take two administrators to make another one?"),
  can: z.object({ add: abilityAnswer }),
});

/** What waits for a second administrator, if anything does. */
function requestOf(account: Account, now: Date) {
  const { operatorRole, administratorAskedBy: by, administratorAskedByEmail: askedBy } = account;
  const at = account.administratorAskedAt;
  if (operatorRole !== "reviewer" || at === null || askedBy === null || hasLapsed(at, now)) return null;
  const lapsesAt = new Date(at.getTime() + FIRST_PAIR_LAPSES_AFTER_MS).toISOString();
  return { by, told: { askedBy, askedAt: at.toISOString(), lapsesAt } };
}

/** The provider's own people. */
export function peopleRoutes(context: AccountsContext): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    const describe = async (operator: Operator): Promise<z.infer<typeof answer>> => {
      const now = context.clock();
      const people = await listOperators(context.database);
      const tells = operator.operatorRole === "administrator";
      const withOne = tells
        ? await withSecondFactor(
            context.database,
            people.map(({ id }) => id),
          )
        : null;
      const administrators = people.filter(({ operatorRole }) => operatorRole === "administrator").length;
      const may = (refusal: string | null = null) =>
        operatorAbility(operator.operatorRole, "operator.manage", refusal);
      const unlessLast = (role: Operator["operatorRole"] | null) =>
        may(role === "administrator" && administrators === 1 ? "last-administrator" : null);
      const way = wayToAdministrator(administrators, await administratorLastLost(context.database), now);
      const whyNotRaise = (askedBy: string | null | undefined) => {
        if (typeof way === "object") return "too-soon";
        return way === "two" && askedBy === operator.id ? "second-pair-of-eyes" : null;
      };
      return {
        items: people.map((person) => {
          const { id, name, email, operatorRole, createdAt } = person;
          const asked = requestOf(person, now);
          const raise = operatorRole === "reviewer";
          return {
            id,
            name,
            email,
            role: operatorRole ?? "reviewer",
            since: createdAt.toISOString(),
            hasSecondFactor: withOne?.has(id) ?? null,
            administratorRequest: asked?.told ?? null,
            can: {
              remove: unlessLast(operatorRole),
              changeRole: raise ? may(whyNotRaise(asked?.by)) : unlessLast(operatorRole),
              dropAdministratorRequest: may(asked === null ? "wrong-state" : null),
            },
          };
        }),
        administratorsTakeTwo: way === "two",
        can: { add: may() },
      };
    };

    app.get(
      "/operator/operators",
      {
        schema: {
          tags: ["operator"],
          operationId: "listOperators",
          summary: "For operators: the provider's own people at this desk",
          response: { 200: answer, ...refusals("not-logged-in", "not-found", "second-factor-required") },
        },
      },
      async (request) => describe(requireOperator(request, "console.open")),
    );

    app.post(
      "/operator/operators",
      {
        bodyLimit: 4_096,
        schema: {
          tags: ["operator"],
          operationId: "addOperator",
          summary: "For administrators: make an account for another operator, who gets a link by mail",
          body: z.object({
            name: nameField("The name"),
            email: emailField,
            role: z.enum(OPERATOR_ROLES, "Choose reviewer or administrator."),
          }),
          response: {
            201: answer,
            202: answer.describe("They are a reviewer until another administrator confirms the role."),
            ...refusals(
              "second-pair-of-eyes",
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "operator.manage", context.clock());
        const came = await addOperator(context, who, request.body);
        return reply.code(came === "done" ? 201 : 202).send(await describe(who.signedIn));
      },
    );

    app.post(
      "/operator/operators/:accountId/role",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["operator"],
          operationId: "changeOperatorRole",
          summary:
            "For administrators: make an operator a reviewer or an administrator; they are told by mail",
          description:
            "Where there are two administrators or more, another one is made by two: the first call asks for it and is answered with 202, the same call of another administrator confirms it within three days.",
          params: z.object({ accountId: z.uuid() }),
          body: z.object({ role: z.enum(OPERATOR_ROLES, "Choose reviewer or administrator.") }),
          response: {
            204: z.null(),
            202: answer.describe("`administratorRequest` waits for another administrator."),
            ...refusals(
              "second-pair-of-eyes",
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "last-administrator",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "operator.manage", context.clock());
        const came = await changeOperatorRole(context, who, { ...request.params, ...request.body });
        if (came === "done") return reply.code(204).send(null);
        return reply.code(202).send(await describe(who.signedIn));
      },
    );

    app.delete(
      "/operator/operators/:accountId/administrator-request",
      {
        schema: {
          tags: ["operator"],
          operationId: "dropAdministratorRequest",
          summary: "For administrators: take back or decline that an operator becomes an administrator",
          params: z.object({ accountId: z.uuid() }),
          response: {
            204: z.null(),
            ...refusals("not-logged-in", "not-found", "second-factor-required", "not-allowed", "wrong-state"),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "operator.manage", context.clock());
        await dropAdministratorRequest(context, who, request.params.accountId);
        return reply.code(204).send(null);
      },
    );

    app.delete(
      "/operator/operators/:accountId",
      {
        schema: {
          tags: ["operator"],
          operationId: "removeOperator",
          summary: "For administrators: take an operator off this desk; their sessions end",
          params: z.object({ accountId: z.uuid() }),
          response: {
            204: z.null(),
            ...refusals(
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "last-administrator",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "operator.manage", context.clock());
        await removeOperator(context, who, request.params.accountId);
        return reply.code(204).send(null);
      },
    );
  };
}
