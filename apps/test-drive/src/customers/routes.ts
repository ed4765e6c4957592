import type { FastifyPluginAsync } from "fastify";
import type { Context } from "../context.ts";
import { environmentOf } from "../http/admit-gateway.ts";
import { ApiError, customerNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import { type Query, readPage, readText } from "../http/read-query.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { addCustomer } from "./add-customer.ts";
import { describeCustomer } from "./describe-customer.ts";
import { requireCustomer } from "./require-customer.ts";
import { readCustomerNames, readNewCustomer, wantsTestingCustomers } from "./rules.ts";
import { listCustomers, removeCustomer, renameCustomer } from "./store.ts";

interface OneCustomer {
  Params: { customerId: string };
}

const LIST = "/aggregation/v1/customers";
const ONE = "/aggregation/v1/customers/:customerId";

export function customerRoutes(context: Context): FastifyPluginAsync {
  const { database } = context;
  return async (app) => {
    app.post("/aggregation/v2/customers/testing", async (request, reply) => {
      const row = await addCustomer(context, environmentOf(request), readNewCustomer(request.body));
      const createdDate = unixSeconds(row.createdAt);
      return reply.code(201).send({ id: String(row.id), username: row.username, createdDate });
    });

    app.post("/aggregation/v2/customers/active", async () => {
      throw new ApiError(401, 10021, "You are not authorized. (Test Drive has testing customers only)");
    });

    app.get<{ Querystring: Query }>(LIST, async (request) => {
      const page = readPage(request.query);
      const search = readText(request.query, "search");
      const username = readText(request.query, "username");
      const { found, rows } = wantsTestingCustomers(readText(request.query, "type"))
        ? await listCustomers(database, environmentOf(request), { search, username }, page)
        : { found: 0, rows: [] };
      return {
        found,
        displaying: rows.length,
        moreAvailable: page.start - 1 + rows.length < found,
        customers: rows.map(describeCustomer),
      };
    });

    app.get<OneCustomer>(ONE, async (request) =>
      describeCustomer(await requireCustomer(context, environmentOf(request), request.params.customerId)),
    );

    app.put<OneCustomer>(ONE, async (request, reply) => {
      const names = readCustomerNames(request.body);
      const id = readId(request.params.customerId);
      const environmentId = environmentOf(request);
      const done = id !== null && (await renameCustomer(database, environmentId, id, names, context.clock()));
      if (!done) throw customerNotFound();
      return reply.code(204).send();
    });

    app.delete<OneCustomer>(ONE, async (request, reply) => {
      const id = readId(request.params.customerId);
      const done = id !== null && (await removeCustomer(database, environmentOf(request), id));
      if (!done) throw customerNotFound();
      return reply.code(204).send();
    });
  };
}
