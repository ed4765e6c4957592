import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readCompany } from "../companies/store.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { OPERATOR_ROLES } from "../permissions.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { countPasskeys } from "./passkeys/store.ts";
import { hasAny } from "./require-shown.ts";
import { resetReasonField, resetSecondFactor } from "./reset-second-factor.ts";
import { emailField } from "./rules.ts";
import { factorInUse } from "./second-factor/check-code.ts";
import { countRecoveryCodes } from "./second-factor/store.ts";
import { type Account, findAccount, readAccount } from "./store.ts";

const answer = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  company: z.string().nullable().describe("Null for the provider's own people."),
  operatorRole: z.enum(OPERATOR_ROLES).nullable(),
  appSince: z.iso.datetime().nullable().describe("Null: no authenticator app is set up."),
  recoveryCodesLeft: z.number().int(),
  passkeys: z.number().int(),
  can: z.object({ resetSecondFactor: abilityAnswer }),
});

interface OperatorAccountRoutesDeps {
  readonly context: AccountsContext;
  readonly callerOf: (request: FastifyRequest) => Caller;
}

/** For operators: an account by its address, and the way back for whoever has lost their second factor. */
export function operatorAccountRoutes(deps: OperatorAccountRoutesDeps): FastifyPluginAsync {
  const { context, callerOf } = deps;
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    const describe = async (account: Account, operator: Operator): Promise<z.infer<typeof answer>> => {
      const { database } = context;
      const { id, name, email, companyId, operatorRole } = account;
      const company = companyId === null ? null : await readCompany(database, companyId);
      const factor = await factorInUse(database, id);
      const passkeys = await countPasskeys(database, id);
      const refusal = await whyNotReset(operator, id, factor !== null || passkeys > 0);
      return {
        id,
        name,
        email,
        company: company?.name ?? null,
        operatorRole,
        appSince: factor?.confirmedAt?.toISOString() ?? null,
        recoveryCodesLeft: await countRecoveryCodes(database, id),
        passkeys,
        can: {
          resetSecondFactor: operatorAbility(operator.operatorRole, "account.reset-second-factor", refusal),
        },
      };
    };

    const whyNotReset = async (operator: Operator, accountId: string, hasOne: boolean) => {
      if (accountId === operator.id) return "own-request";
      if (!hasOne) return "wrong-state";
      return (await hasAny(context.database, operator.id)) ? null : "second-factor-required";
    };

    app.post(
      "/operator/accounts/find",
      {
        bodyLimit: 1_024,
        schema: {
          tags: ["operator"],
          operationId: "findAccountAsOperator",
          summary: "For administrators: the account of an address, and what it has besides its password",
          body: z.object({ email: emailField }),
          response: {
            200: answer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
            ),
          },
        },
      },
      async (request) => {
        const operator = requireOperator(request, "account.reset-second-factor");
        const account = await findAccount(context.database, request.body.email);
        if (account === null || account.removedAt !== null)
          throw new Problem("not-found", "Nobody has an account with this address.");
        return describe(account, operator);
      },
    );

    app.post(
      "/operator/accounts/:accountId/reset-second-factor",
      {
        bodyLimit: 8_192,
        schema: {
          tags: ["operator"],
          operationId: "resetSecondFactorAsOperator",
          summary:
            "For administrators: take app, recovery codes and passkeys off the account of somebody who has lost them",
          description: "All sessions of the account end, and its owner is told by mail.",
          params: z.object({ accountId: z.uuid() }),
          body: z.object({ reason: resetReasonField }),
          response: {
            200: answer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "own-request",
              "second-factor-not-shown",
              "wrong-state",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "account.reset-second-factor", context.clock());
        const { accountId } = request.params;
        const { reason } = request.body;
        await resetSecondFactor(context, callerOf(request), who, { accountId, reason });
        const account = await readAccount(context.database, accountId);
        if (account === null) throw new Problem("not-found", "There is no such account.");
        return describe(account, who.signedIn);
      },
    );
  };
}
