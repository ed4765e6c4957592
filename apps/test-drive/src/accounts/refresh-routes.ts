import type { FastifyPluginAsync } from "fastify";
import type { Context } from "../context.ts";
import { environmentOf } from "../http/admit-gateway.ts";
import { describeAccount } from "./describe-account.ts";
import { refreshAccounts } from "./refresh.ts";

interface Call {
  Params: { customerId: string; institutionLoginId: string };
}

const ALL = "customers/:customerId/accounts";
const BY_LOGIN = "customers/:customerId/institutionLogins/:institutionLoginId/accounts";

/** Refresh, for all accounts or those of a log-in: version 1 answers with the accounts, version 2 with nothing. */
export function refreshRoutes(context: Context): FastifyPluginAsync {
  return async (app) => {
    for (const path of [ALL, BY_LOGIN]) {
      app.post<Call>(`/aggregation/v1/${path}`, async (request) => {
        const rows = await refreshAccounts(context, environmentOf(request), request.params);
        return { accounts: rows.map((row) => describeAccount(context, row)) };
      });

      app.post<Call>(`/aggregation/v2/${path}`, async (request, reply) => {
        await refreshAccounts(context, environmentOf(request), request.params);
        return reply.code(204).send();
      });
    }
  };
}
