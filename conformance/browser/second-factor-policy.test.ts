import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newRequest } from "../../apps/server/src/onboarding/testing/open-desk.ts";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { type StartedWithPasskeys, startWithPasskeys } from "./start-with-passkeys.ts";

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const PASSWORD = "velvet orbit canyon 42";

let started: StartedWithPasskeys;
let page: Page;
beforeAll(async () => {
  started = await startWithPasskeys("barbara@example.test");
  page = started.page;
});
afterAll(() => started?.stop());

test("where a second factor is asked for, a project's pages say so once and offer reporting alone; a passkey that is added there and then opens the rest", async () => {
  const { project } = await callApi(page, "POST", "/projects", {
    draftId: randomUUID(),
    name: "Two factors",
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "",
    mastercardEncryptionKey: { alias: "first light", certificateRequest: await newRequest() },
  });
  const answers = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops@example.test" };
  await callApi(page, "POST", `/projects/${project.id}/environments`, { plan: "production", answers });
  const grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
  const { version, policy } = await callApi(grace, "GET", "/operator/key-policy");
  await callApi(grace, "PUT", "/operator/key-policy", {
    version,
    policy: { ...policy, secondFactor: "production-admins" },
  });

  const at = `http://localhost:${new URL(started.gatehouse.portalUrl).port}/projects/${project.id}`;
  await page.goto(at);
  const notice = page.getByRole("complementary", { name: "Second factor" });
  await notice.getByText("Add an authenticator app or a passkey first").waitFor();
  await page.getByRole("button", { name: "Report compromised" }).first().waitFor();
  const buttons = await page.getByRole("main").getByRole("button").allTextContents();
  for (const withheld of ["Create key", "Rotate secret", "Delete", "Show secrets", "Add key"]) {
    expect(buttons).not.toContain(withheld);
  }
  await expectGoodPage(page, "second-factor-keys");
  await page
    .locator('.key:has-text("first light")')
    .getByRole("button", { name: "Report compromised" })
    .click();
  const report = page.getByRole("dialog", { name: "Report “first light” as compromised?" });
  await report.getByText("A new key waits for your second factor").waitFor();
  await report.getByText("Until there is a new key encrypted answers can’t be made").waitFor();
  await expectGoodPage(page, "second-factor-report");
  await report.getByRole("button", { name: "Report and revoke" }).press("Enter");
  await report.waitFor({ state: "detached" });
  const [sandbox] = (await callApi(page, "GET", `/projects/${project.id}`)).project.environments;
  expect(sandbox.mastercardEncryptionKeys).toMatchObject([{ status: "revoked", compromised: true }]);
  for (const place of ["/details", "/team", "/webhooks", "/production"]) {
    await page.goto(at + place);
    await notice.waitFor();
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    if (place !== "/production")
      await page
        .getByText(/waits? for your second factor/)
        .first()
        .waitFor();
    await expectGoodPage(page, `second-factor${place.replace("/", "-")}`);
  }

  await notice.getByRole("link", { name: "Open your account" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await page.getByLabel("Password, to add a passkey").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The passkey Laptop opens your account from now on.").waitFor();
  await page.goto(at);
  await page.getByRole("button", { name: "Rotate secret" }).first().waitFor();
  expect(await notice.count()).toBe(0);

  // Another browser, opened by the password alone, is told again.
  const other = await started.newPerson();
  await other.goto(`${new URL(at).origin}/log-in`);
  await other.getByLabel("E-mail").fill("barbara@example.test");
  await other.getByLabel("Password").fill(PASSWORD);
  await other.getByRole("button", { name: "Log in", exact: true }).click();
  await other.getByRole("link", { name: "Two factors" }).click();
  const told = other.getByRole("complementary", { name: "Second factor" });
  await told.getByRole("button", { name: "Show it now" }).press("Enter");
  const asks = other.getByRole("dialog", { name: "Show your second factor" });
  await asks.getByRole("button", { name: "Use a passkey" }).waitFor();
  await expectGoodPage(other, "second-factor-show-on-project");
  await asks.getByRole("button", { name: "Cancel" }).press("Enter");
  await told.waitFor();

  // In the browser whose device has it, a session of the password alone shows it there and then.
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("E-mail").fill("barbara@example.test");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("link", { name: "Two factors" }).click();
  await notice.getByRole("button", { name: "Show it now" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Use a passkey" }).press("Enter");
  await page.getByRole("button", { name: "Rotate secret" }).first().waitFor();
  expect(await notice.count()).toBe(0);
});
