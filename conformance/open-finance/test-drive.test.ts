import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  logInBody,
  type Method,
  type RunningTestDrive,
  startTestDrive,
} from "../../apps/test-drive/src/testing/start-test-drive.ts";
import { createResponseValidator, hasSpecification } from "./response-validator.ts";

const there = hasSpecification();
if (!there) console.warn("skipped: the published specification is not beside the repository");

const TO_DATE = Math.floor(Date.now() / 1000);
const RANGE = `fromDate=0&toDate=${TO_DATE}&limit=1000&includePending=true`;
const CUSTOMER = "/aggregation/v1/customers/{customerId}";

type Operation = [method: Method, path: string, status: number, query?: string, body?: unknown];

/** Every published operation that Test Drive answers: method, path, expected status, query, body. */
const OPERATIONS: readonly Operation[] = [
  ["POST", "/aggregation/v2/customers/testing", 201, "", { username: "conformance", firstName: "Ada" }],
  ["POST", "/aggregation/v2/customers/active", 401, "", { username: "conformance" }],
  ["GET", "/aggregation/v1/customers", 200],
  ["GET", CUSTOMER, 200],
  ["PUT", CUSTOMER, 204, "", { firstName: "Ada" }],
  ["GET", "/institution/v2/institutions", 200, "limit=1000"],
  ["GET", "/institution/v2/institutions/{institutionId}", 200],
  ["GET", "/institution/v2/institutions/{institutionId}/branding", 200],
  ["GET", `${CUSTOMER}/accounts`, 200],
  ["GET", `${CUSTOMER}/accounts/simple`, 200],
  ["GET", `${CUSTOMER}/accounts/{accountId}/simple`, 200],
  ["GET", "/aggregation/v2/customers/{customerId}/accounts/{accountId}", 200],
  ["GET", `${CUSTOMER}/institutions/{institutionId}/accounts`, 200],
  ["GET", `${CUSTOMER}/institutions/{institutionId}/accounts/simple`, 200],
  ["GET", `${CUSTOMER}/institutionLogins/{institutionLoginId}/accounts`, 200],
  ["GET", `${CUSTOMER}/institutionLogins/{institutionLoginId}/accounts/simple`, 200],
  ["POST", `${CUSTOMER}/accounts`, 200],
  ["POST", "/aggregation/v2/customers/{customerId}/accounts", 204],
  ["POST", `${CUSTOMER}/institutionLogins/{institutionLoginId}/accounts`, 200],
  ["POST", "/aggregation/v2/customers/{customerId}/institutionLogins/{institutionLoginId}/accounts", 204],
  ["GET", "/aggregation/v3/customers/{customerId}/transactions", 200, RANGE],
  [
    "GET",
    "/aggregation/v4/customers/{customerId}/accounts/{accountId}/transactions",
    200,
    `${RANGE}&showDailyBalance=true`,
  ],
  ["GET", "/aggregation/v2/customers/{customerId}/transactions/{transactionId}", 200],
  ["GET", "/aggregation/customers/{customerId}/transactions/{uniqueTransactionId}", 200],
  ["DELETE", `${CUSTOMER}/accounts/{accountId}`, 204],
  ["DELETE", `${CUSTOMER}/institutionLogins/{institutionLoginId}`, 204],
  ["DELETE", CUSTOMER, 204],
];

describe.skipIf(!there)("Test Drive, against the published specification", () => {
  let drive: RunningTestDrive;
  let ids: Record<string, string>;
  let validate: ReturnType<typeof createResponseValidator>;

  beforeAll(async () => {
    validate = createResponseValidator();
    drive = await startTestDrive();
    const customerId = await drive.customerWith("profile_05");
    const { accounts } = (await drive.call("GET", `/aggregation/v1/customers/${customerId}/accounts`)).body;
    const [{ id: accountId, institutionLoginId }] = accounts;
    const list = `/aggregation/v4/customers/${customerId}/accounts/${accountId}/transactions?${RANGE}`;
    const [{ id: transactionId, uniqueTransactionId }] = (await drive.call("GET", list)).body.transactions;
    ids = {
      customerId,
      accountId,
      institutionLoginId,
      transactionId,
      uniqueTransactionId,
      institutionId: "102105",
    };
  });
  afterAll(() => drive?.stop());

  const fill = (path: string, values: Record<string, string>) =>
    path.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? "9");

  it.each(OPERATIONS)("%s %s answers %i as published", async (...operation: Operation) => {
    const [method, path, status, query = "", body] = operation;
    const answer = await drive.call(method, `${fill(path, ids)}?${query}`, body);
    expect(answer.status).toBe(status);
    if (status < 400) expect(validate(method, path, status, answer.body)).toEqual([]);
    else expect(answer.body).toEqual({ code: expect.any(Number), message: expect.any(String) });
  });

  it.each(OPERATIONS.filter(([, path]) => path.includes("{")))(
    "%s %s answers for what isn't there with a published error",
    async (...operation: Operation) => {
      const [method, path, , query = "", body] = operation;
      const answer = await drive.call(method, `${fill(path, {})}?${query}`, body);
      expect(answer).toEqual({
        status: 404,
        body: { code: expect.any(Number), message: expect.any(String) },
      });
    },
  );

  it("would notice a wrong answer", () => {
    const wrong = { found: 1, displaying: 1, moreAvailable: true, customers: [{ id: 7 }] };
    expect(validate("GET", "/aggregation/v1/customers", 200, wrong)).not.toEqual([]);
    expect(validate("GET", "/aggregation/v1/customers", 299, {})).not.toEqual([]);
  });

  it("knows log-ins that the specification leaves out", async () => {
    const { body } = await drive.call("POST", "/aggregation/v2/customers/testing", { username: "log-ins" });
    const url = `/aggregation/v1/customers/${body.id}/institutions/102105/accounts/addall`;
    const added = await drive.call("POST", url, logInBody("profile_03"));
    expect(validate("GET", `${CUSTOMER}/accounts`, 200, added.body)).toEqual([]);
  });
});

it("has every answered operation in the documentation", () => {
  const page = readFileSync(new URL("../../docs/test-drive.md", import.meta.url), "utf8");
  for (const [method, path] of OPERATIONS) expect(page).toContain(`\`${method} ${path}\``);
});
