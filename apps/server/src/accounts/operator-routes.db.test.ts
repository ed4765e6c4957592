import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureFirstOperatorLink } from "./first-operator.ts";
import { type Desk, GOOD_PASSWORD, openDesk, PUBLIC_URL } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test("the operators' console opens for operators; partners find nothing there, and strangers are asked to log in", async () => {
  const link = await ensureFirstOperatorLink({
    database: desk.database,
    publicUrl: PUBLIC_URL,
    clock: desk.now,
  });
  const operator = await desk.post("/accounts/operator-sign-up", {
    token: link?.split("#token=")[1],
    name: "Grace",
    email: "operator@example.com",
    password: GOOD_PASSWORD,
  });
  const opened = await desk.get("/operator", { cookie: operator.cookie ?? "" });
  expect([opened.status, opened.body.can]).toEqual([
    200,
    {
      readApiServices: { allowed: true },
      readPolicy: { allowed: true },
      changePolicy: { allowed: true },
      readAudit: { allowed: true },
      restoreKey: { allowed: true },
      decideCompany: { allowed: true },
      decideProduction: { allowed: true },
      readContracts: { allowed: true },
      readPartners: { allowed: true },
      readWebhooks: { allowed: true },
      resetSecondFactor: { allowed: true },
      openConsole: { allowed: true },
    },
  ]);
  expect((opened.body as { owesSecondFactor?: boolean }).owesSecondFactor).toBe(false);
  const partner = await desk.get("/operator", { cookie: await desk.join("partner@example.com") });
  expect([partner.status, partner.body.code, partner.body.detail]).toEqual([
    404,
    "not-found",
    "There is nothing at this address.",
  ]);
  const stranger = await desk.get("/operator");
  expect([stranger.status, stranger.body.code]).toEqual([401, "not-logged-in"]);
});
