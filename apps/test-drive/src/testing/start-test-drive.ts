import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import pg from "pg";
import { freshDatabase } from "../../../server/src/database/testing/fresh-database.ts";
import { createTestDrive } from "../create-test-drive.ts";

const SECRET = "secret-of-the-tests";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever JSON came
  readonly body: any;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface RunningTestDrive {
  readonly app: FastifyInstance;
  readonly pool: pg.Pool;
  /** Calls as the gateway does, for an environment of this Test Drive unless another is named. */
  call(method: Method, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A customer with the accounts of a profile. */
  customerWith(profile: string): Promise<string>;
  stop(): Promise<void>;
}

export function logInBody(userId: string, password = userId) {
  return {
    credentials: [
      { id: "102105001", name: "Banking Userid", value: userId },
      { id: "102105002", name: "Banking Password", value: password },
    ],
  };
}

/** Test Drive on an empty database of its own. */
export async function startTestDrive(clock: () => Date = () => new Date()): Promise<RunningTestDrive> {
  const database = await freshDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  const app = await createTestDrive({ pool, secret: SECRET, clock });
  const environment = randomUUID();
  const call: RunningTestDrive["call"] = async (method, url, body, headers = {}) => {
    const response = await app.inject({
      method,
      url,
      headers: {
        "x-gatehouse-upstream-secret": SECRET,
        "x-gatehouse-environment": environment,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.body === "" ? null : response.json() };
  };
  return {
    app,
    pool,
    call,
    async customerWith(profile) {
      const username = `customer-${randomUUID()}`;
      const { body } = await call("POST", "/aggregation/v2/customers/testing", { username });
      const added = `/aggregation/v1/customers/${body.id}/institutions/102105/accounts/addall`;
      const accounts = await call("POST", added, logInBody(profile));
      if (accounts.status !== 200) throw new Error(`addall answered ${accounts.status}`);
      return body.id;
    },
    async stop() {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}
