import type { FastifyPluginAsync } from "fastify";
import { movementsOf } from "../accounts/describe-account.ts";
import { requireAccount } from "../accounts/require-account.ts";
import { listAccounts } from "../accounts/store.ts";
import type { Context } from "../context.ts";
import { requireCustomer } from "../customers/require-customer.ts";
import { environmentOf } from "../http/admit-gateway.ts";
import { readId } from "../http/read-path.ts";
import { type Query, readBoolean } from "../http/read-query.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { findTransaction } from "./find-transaction.ts";
import { listTransactions, readListQuery } from "./list-transactions.ts";
import { accountOfTransaction, dailyBalances } from "./rules.ts";

interface Call {
  Params: { customerId: string; accountId: string; transactionId: string; uniqueTransactionId: string };
  Querystring: Query;
}

export function transactionRoutes(context: Context): FastifyPluginAsync {
  return async (app) => {
    app.get<Call>("/aggregation/v3/customers/:customerId/transactions", async (request) => {
      const query = readListQuery(request.query);
      const environmentId = environmentOf(request);
      const customer = await requireCustomer(context, environmentId, request.params.customerId);
      const accounts = await listAccounts(context.database, environmentId, customer.id);
      return listTransactions(context, customer.id, accounts, query);
    });

    app.get<Call>(
      "/aggregation/v4/customers/:customerId/accounts/:accountId/transactions",
      async (request) => {
        const query = readListQuery(request.query);
        const withBalances = readBoolean(request.query, "showDailyBalance");
        const account = await requireAccount(context, environmentOf(request), request.params);
        const list = listTransactions(context, account.login.customerId, [account], query);
        if (!withBalances) return list;
        const now = context.clock();
        const days = dailyBalances(movementsOf(context, account, now), query, unixSeconds(now));
        const inDollars = days.map(({ date, beginning, ending }) => ({
          date,
          beginning: beginning / 100,
          ending: ending / 100,
        }));
        return { ...list, dailyBalances: inDollars };
      },
    );

    app.get<Call>("/aggregation/v2/customers/:customerId/transactions/:transactionId", async (request) => {
      const customer = await requireCustomer(context, environmentOf(request), request.params.customerId);
      return findTransaction(context, customer, readId(request.params.transactionId));
    });

    app.get<Call>("/aggregation/customers/:customerId/transactions/:uniqueTransactionId", async (request) => {
      const customer = await requireCustomer(context, environmentOf(request), request.params.customerId);
      const [accountId, id] = request.params.uniqueTransactionId.split("-").map(readId);
      const belong = typeof id === "number" && accountOfTransaction(id) === accountId;
      return findTransaction(context, customer, belong ? id : null);
    });
  };
}
