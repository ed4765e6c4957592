import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameField } from "../companies/rules.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { OPERATOR_ROLES } from "../permissions.ts";
import { refusals } from "../problems/refusals.ts";
import { addOperator } from "./add-operator.ts";
import { changeOperatorRole } from "./change-operator-role.ts";
import type { AccountsContext } from "./context.ts";
import { removeOperator } from "./remove-operator.ts";
import { emailField } from "./rules.ts";
import { withSecondFactor } from "./second-factor/store.ts";
import { listOperators } from "./store.ts";

const answer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      role: z.enum(OPERATOR_ROLES),
      since: z.iso.datetime(),
      hasSecondFactor: z.boolean().nullable().describe("Null: told to administrators alone."),
      can: z.object({ remove: abilityAnswer, changeRole: abilityAnswer }),
    }),
  ),
  can: z.object({ add: abilityAnswer }),
});

/** The provider's own people. */
export function peopleRoutes(context: AccountsContext): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    const describe = async (operator: Operator): Promise<z.infer<typeof answer>> => {
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
      return {
        items: people.map(({ id, name, email, operatorRole, createdAt }) => ({
          id,
          name,
          email,
          role: operatorRole ?? "reviewer",
          since: createdAt.toISOString(),
          hasSecondFactor: withOne?.has(id) ?? null,
          can: { remove: unlessLast(operatorRole), changeRole: unlessLast(operatorRole) },
        })),
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
            ...refusals(
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
        await addOperator(context, who, request.body);
        return reply.code(201).send(await describe(who.signedIn));
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
          params: z.object({ accountId: z.uuid() }),
          body: z.object({ role: z.enum(OPERATOR_ROLES, "Choose reviewer or administrator.") }),
          response: {
            204: z.null(),
            ...refusals(
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
        await changeOperatorRole(context, who, { ...request.params, ...request.body });
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
