import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBase32 } from "../../apps/server/src/accounts/second-factor/testing/from-base32.ts";
import { codeOf } from "../../apps/server/src/accounts/second-factor/totp.ts";
import { runCli } from "../program/run-cli.ts";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { type StartedWithPasskeys, startWithPasskeys } from "./start-with-passkeys.ts";

// The way back for whoever has lost everything but the password: by an administrator, and for the only one of them by the command line.

const EMAIL = "radia@example.test";
const PASSWORD = "velvet orbit canyon 42";
const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const REASON = "She called from the number in our contract.";

let started: StartedWithPasskeys;
let page: Page;
let grace: Page;
beforeAll(async () => {
  started = await startWithPasskeys(EMAIL);
  page = started.page;
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await page.getByLabel("Password, to add a passkey").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The passkey Laptop opens your account from now on.").waitFor();
  grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
});
afterAll(() => started?.stop());

/** As on the page of the account, which has tests of its own. */
async function addApp(of: Page): Promise<void> {
  const { password } = GRACE;
  const { secret } = await callApi(of, "POST", "/accounts/me/second-factor", { password });
  const code = codeOf(fromBase32(secret), Math.floor(Date.now() / 30_000));
  await callApi(of, "POST", "/accounts/me/second-factor/confirm", { code });
}

const find = async (email: string) => {
  await grace.getByLabel("E-mail address of the account").fill(email);
  await grace.keyboard.press("Enter");
};

test("an administrator looks the account up, says how they have made sure, and resets it", async () => {
  await grace
    .getByRole("navigation", { name: "Operators' console" })
    .getByRole("link", { name: "Recovery" })
    .click();
  await grace.getByRole("heading", { name: "Whose is it?" }).waitFor();
  await expectGoodPage(grace, "lost-second-factor-empty");
  await find("nobody@example.test");
  await grace.getByText("Nobody has an account with this address.").waitFor();
  await find("nothing");
  await grace.getByText("This is not an e-mail address.").waitFor();
  await find(EMAIL);
  await grace.getByText("Resetting somebody’s needs one of your own").waitFor();
  await expectGoodPage(grace, "lost-second-factor-none-of-ones-own");
  await addApp(grace);
  await find(EMAIL);
  await grace.getByText("Make sure that it is").waitFor();
  await grace.getByRole("button", { name: "Reset the second factor" }).press("Enter");
  await grace.getByText("at least 10 letters").waitFor();
  await grace.getByLabel("How have you made sure?").fill(REASON);
  await expectGoodPage(grace, "lost-second-factor");
  await grace.getByRole("button", { name: "Reset the second factor" }).press("Enter");
  await grace.getByText("logs in with the password now").waitFor();
  await grace.getByText("There is nothing to reset").waitFor();
  await expectGoodPage(grace, "lost-second-factor-done");
  await page.reload();
  await page.getByRole("heading", { name: "Log in first" }).waitFor();
});

test("one's own isn't reset there, and the page names the command that does it", async () => {
  await find(GRACE.email);
  await grace.getByText("gatehouse second-factor reset").waitFor();
  await expectGoodPage(grace, "lost-second-factor-own");
});

test("the only administrator, who has lost the app, comes back by the command line", async () => {
  const settings = { DATABASE_URL: started.databaseUrl, GATEHOUSE_DATA_DIR: started.gatehouse.dataDir };
  const reset = (email: string, reason = "I run this server.") =>
    runCli(["second-factor", "reset", "--email", email, "--reason", reason], settings);
  expect(await reset(EMAIL)).toMatchObject({
    code: 1,
    output: expect.stringContaining("This account has no second factor."),
  });
  expect(await reset(GRACE.email, "short")).toMatchObject({
    code: 1,
    output: expect.stringContaining("at least 10 letters"),
  });
  expect((await reset("nobody@example.test")).output).toContain("nobody has an account with this address");
  expect(await runCli(["second-factor", "reset"], settings)).toMatchObject({
    code: 2,
    output: expect.stringContaining("takes --email and --reason"),
  });
  const done = await reset(GRACE.email);
  expect(done).toMatchObject({ code: 0, output: expect.stringContaining("Grace Hopper") });
  await grace.reload();
  await grace.getByRole("main").getByRole("link", { name: "Log in" }).click();
  await grace.getByLabel("E-mail").fill(GRACE.email);
  await grace.getByLabel("Password").fill(GRACE.password);
  await grace.getByRole("button", { name: "Log in", exact: true }).click();
  await grace.getByRole("link", { name: /^Your account/ }).click();
  await grace.getByRole("button", { name: "Set up an app" }).waitFor();
});
