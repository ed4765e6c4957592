import type { FastifyPluginAsync } from "fastify";
import type { Context } from "../context.ts";
import { requireCustomer } from "../customers/require-customer.ts";
import { environmentOf } from "../http/admit-gateway.ts";
import { badRequest, institutionNotFound, loginNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import type { Query } from "../http/read-query.ts";
import { FINBANK_PROFILES_A } from "../institutions/generate.ts";
import type { Institutions } from "../institutions/store.ts";
import { addAllAccounts } from "./add-all.ts";
import { describeAccount, describeSimpleAccount } from "./describe-account.ts";
import { requireAccount } from "./require-account.ts";
import { readProfileLogIn, wantsAccounts } from "./rules.ts";
import { type AccountFilter, type AccountRow, listAccounts, removeAccount, removeLogin } from "./store.ts";

interface Call {
  Params: { customerId: string; institutionId: string; institutionLoginId: string; accountId: string };
  Querystring: Query;
}

const CUSTOMER = "/aggregation/v1/customers/:customerId";

export function accountRoutes(context: Context, institutions: Institutions): FastifyPluginAsync {
  const full = (row: AccountRow) => describeAccount(context, row);
  const simple = (row: AccountRow) => describeSimpleAccount(context, row);

  const rowsOf = async (environmentId: string, customerId: string, filter: AccountFilter = {}) => {
    const customer = await requireCustomer(context, environmentId, customerId);
    return listAccounts(context.database, environmentId, customer.id, filter);
  };

  const requireInstitution = (value: string): number => {
    const id = readId(value);
    if (id === null || institutions.find(id) === undefined) throw institutionNotFound();
    return id;
  };

  return async (app) => {
    app.post<Call>(`${CUSTOMER}/institutions/:institutionId/accounts/addall`, async (request) => {
      const customer = await requireCustomer(context, environmentOf(request), request.params.customerId);
      const institutionId = requireInstitution(request.params.institutionId);
      if (institutionId !== FINBANK_PROFILES_A) {
        throw badRequest(`on Test Drive only institution ${FINBANK_PROFILES_A} takes log-ins`);
      }
      const profile = readProfileLogIn(request.body);
      return { accounts: (await addAllAccounts(context, customer, institutionId, profile)).map(full) };
    });

    app.get<Call>(`${CUSTOMER}/accounts`, async (request) => {
      const wanted = wantsAccounts(request.query);
      const rows = await rowsOf(environmentOf(request), request.params.customerId);
      return { accounts: wanted ? rows.map(full) : [] };
    });

    app.get<Call>("/aggregation/v2/customers/:customerId/accounts/:accountId", async (request) =>
      full(await requireAccount(context, environmentOf(request), request.params)),
    );

    app.delete<Call>(`${CUSTOMER}/accounts/:accountId`, async (request, reply) => {
      const account = await requireAccount(context, environmentOf(request), request.params);
      await removeAccount(context.database, environmentOf(request), account.id);
      return reply.code(204).send();
    });

    app.delete<Call>(`${CUSTOMER}/institutionLogins/:institutionLoginId`, async (request, reply) => {
      const environmentId = environmentOf(request);
      const customer = await requireCustomer(context, environmentId, request.params.customerId);
      const loginId = readId(request.params.institutionLoginId);
      const done =
        loginId !== null && (await removeLogin(context.database, environmentId, customer.id, loginId));
      if (!done) throw loginNotFound();
      return reply.code(204).send();
    });

    // Each list has a light form without money, at the same path with "/simple" behind it.
    for (const [ending, describe] of [["", full] as const, ["/simple", simple] as const]) {
      app.get<Call>(`${CUSTOMER}/institutions/:institutionId/accounts${ending}`, async (request) => {
        const institutionId = requireInstitution(request.params.institutionId);
        const rows = await rowsOf(environmentOf(request), request.params.customerId, { institutionId });
        return { accounts: rows.map(describe) };
      });

      app.get<Call>(
        `${CUSTOMER}/institutionLogins/:institutionLoginId/accounts${ending}`,
        async (request) => {
          const loginId = readId(request.params.institutionLoginId) ?? 0;
          const rows = await rowsOf(environmentOf(request), request.params.customerId, { loginId });
          if (rows.length === 0) throw loginNotFound();
          return { accounts: rows.map(describe) };
        },
      );
    }

    app.get<Call>(`${CUSTOMER}/accounts/simple`, async (request) => ({
      accounts: (await rowsOf(environmentOf(request), request.params.customerId)).map(simple),
    }));

    app.get<Call>(`${CUSTOMER}/accounts/:accountId/simple`, async (request) =>
      simple(await requireAccount(context, environmentOf(request), request.params)),
    );
  };
}
