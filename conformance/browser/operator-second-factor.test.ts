import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBase32 } from "../../apps/server/src/accounts/second-factor/testing/from-base32.ts";
import { codeOf } from "../../apps/server/src/accounts/second-factor/totp.ts";
import { runCli } from "../program/run-cli.ts";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { ALAN, GRACE, type StartedWithOperators, startWithOperators } from "./start-with-operators.ts";

// A second factor asked of everybody at the desk: who has none is led to the page where one is added, and back.

let started: StartedWithOperators;
let grace: Page;
let alan: Page;
beforeAll(async () => {
  started = await startWithOperators("ada@example.test");
  ({ grace, alan } = started);
});
afterAll(() => started?.stop());

async function setUpApp(page: Page, password: string): Promise<void> {
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Set up an app" }).press("Enter");
  await page.getByAltText(/^QR code/).waitFor();
  const shown = await page.locator(".copyable .mono").textContent();
  const secret = fromBase32((shown ?? "").replaceAll(" ", ""));
  await page.getByLabel("Code that the app shows now").fill(codeOf(secret, Math.floor(Date.now() / 30_000)));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "I have kept them" }).press("Enter");
}
const asked = (page: Page) => page.getByRole("complementary", { name: "Second factor" });
const places = (page: Page) => page.getByRole("navigation", { name: "Operators' console" });

test("whoever asks one of everybody has one first; then the other operators see nothing but the way to theirs", async () => {
  await places(grace).getByRole("link", { name: "Operators" }).click();
  const without = grace.getByText("No second factor: the password alone opens this account.");
  await expect.poll(() => without.count()).toBe(2);
  await expectGoodPage(grace, "operators-without-second-factor");
  const ask = async () => {
    await places(grace).getByRole("link", { name: "Policy for keys" }).click();
    await grace.getByRole("radio", { name: "All operators" }).check();
    await grace.getByRole("button", { name: "Save" }).first().press("Enter");
  };
  await ask();
  await grace.getByText("You would shut yourself out").waitFor();
  await expectGoodPage(grace, "policy-shut-out");
  await grace.getByRole("link", { name: /^Your account/ }).click();
  await setUpApp(grace, GRACE.password);
  await grace.goto(`${started.gatehouse.portalUrl}/operator`);
  await ask();
  await grace.getByText("asked of everybody at the desk").first().waitFor();

  await alan.goto(`${started.gatehouse.portalUrl}/operator/partners`);
  await asked(alan).getByText("Add an authenticator app or a passkey first").waitFor();
  expect(await places(alan).count()).toBe(0);
  await expectGoodPage(alan, "operator-owes-second-factor");
  await asked(alan).getByRole("link", { name: "Open your account" }).press("Enter");
  await setUpApp(alan, ALAN.password);
  await alan.getByRole("link", { name: "Operators’ console" }).press("Enter");
  await places(alan).getByRole("link", { name: "Requests" }).waitFor();
});

test("an operator who has lost it comes in by the password after a reset on the server, and is asked for a new one", async () => {
  const settings = { DATABASE_URL: started.databaseUrl, GATEHOUSE_DATA_DIR: started.gatehouse.dataDir };
  const words = ["--email", GRACE.email, "--reason", "I run this server."];
  expect(await runCli(["second-factor", "reset", ...words], settings)).toMatchObject({ code: 0 });
  await callApi(grace, "POST", "/accounts/log-in", GRACE);
  await grace.goto(`${started.gatehouse.portalUrl}/operator`);
  await asked(grace).getByRole("link", { name: "Open your account" }).press("Enter");
  await setUpApp(grace, GRACE.password);
  await grace.getByRole("link", { name: "Operators’ console" }).press("Enter");
  await places(grace).getByRole("link", { name: "Policy for keys" }).waitFor();
});
