import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBase32 } from "../../apps/server/src/accounts/second-factor/testing/from-base32.ts";
import { codeOf } from "../../apps/server/src/accounts/second-factor/totp.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const EMAIL = "radia@example.test";
const PASSWORD = "velvet orbit canyon 42";
const NEW_EMAIL = "perlman@example.test";
const NEW_PASSWORD = "quiet harbor lantern 77";
const STEP_MS = 30_000;

let started: Started;
let page: Page;
let secret: Buffer;
let recoveryCode = "";
let lastRecoveryCode = "";
beforeAll(async () => {
  started = await startWithPerson(EMAIL);
  page = started.page;
});
afterAll(() => started?.stop());

async function expectWell(): Promise<void> {
  await expectNoBarrier(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** A code that wasn't used before: the one after the last. */
async function freshCode(after: number): Promise<string> {
  while (Math.floor(Date.now() / STEP_MS) <= after) await page.waitForTimeout(500);
  return codeOf(secret, Math.floor(Date.now() / STEP_MS));
}
let lastStep = 0;

async function toSecondStep(of: Page): Promise<void> {
  await of.getByLabel("E-mail").fill(EMAIL);
  await of.getByLabel("Password").fill(PASSWORD);
  await of.getByRole("button", { name: "Log in" }).click();
  await of.getByRole("heading", { name: "Code of your app" }).waitFor();
}

async function logInAgain(): Promise<void> {
  await page.getByRole("button", { name: "Log out" }).click();
  await toSecondStep(page);
}

async function logInWith(other: Page, code: string): Promise<void> {
  await toSecondStep(other);
  await other.getByLabel("Code").fill(code);
  await other.keyboard.press("Enter");
  await other.getByRole("link", { name: /^Your account/ }).waitFor();
}

test("an app is set up by password, picture and first code, and the recovery codes are shown once", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByLabel("Your password").fill("not it at all");
  await page.getByRole("button", { name: "Set up an app" }).click();
  await page.getByText("This is not your password.").waitFor();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByAltText(/^QR code/).waitFor();
  await expectWell();
  const shown = await page.locator(".copyable .mono").textContent();
  secret = fromBase32((shown ?? "").replaceAll(" ", ""));
  lastStep = Math.floor(Date.now() / STEP_MS);
  await page.getByLabel("Code that the app shows now").fill(codeOf(secret, lastStep));
  await page.keyboard.press("Enter");
  await page.getByText("The app is set up").waitFor();
  await expectWell();
  const codes = await page.locator("ul.mono li").allTextContents();
  expect(codes).toHaveLength(10);
  [recoveryCode = "", lastRecoveryCode = ""] = codes;
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 of 10 recovery codes are left").waitFor();
  await expectWell();
});

test("the next log-in asks for a code: a wrong one is refused, a recovery code lets in", async () => {
  await logInAgain();
  await expectWell();
  await page.getByLabel("Code").fill("000000");
  await page.keyboard.press("Enter");
  await page.getByText(/not the code of the moment/).waitFor();
  await page.getByLabel("Code").fill(recoveryCode);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByText("9 of 10 recovery codes are left").waitFor();
});

test("sessions are listed with the one that looks marked, and ended by keyboard", async () => {
  const other = await started.newPerson();
  await other.goto(`${started.gatehouse.portalUrl}/log-in`);
  await logInWith(other, lastRecoveryCode);
  await page.reload();
  const list = page.getByRole("list", { name: "Sessions" });
  await expect.poll(() => list.getByRole("listitem").count()).toBe(2);
  await expect.poll(() => list.getByText("Chrome on Linux").count()).toBe(2);
  await expect.poll(() => list.getByText("This one").count()).toBe(1);
  await expectGoodPage(page, "account-sessions");
  await page.getByRole("button", { name: /^End the session on Chrome/ }).press("Enter");
  await page.getByText("The session on Chrome on Linux has ended.").waitFor();
  await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
  await other.reload();
  await other.getByRole("link", { name: "Sign up" }).first().waitFor();
});

test("a new password is chosen on the page, and refused words stand beside the field", async () => {
  await page.getByRole("button", { name: "Change the password" }).press("Enter");
  await page.getByLabel("Password until now").fill(PASSWORD);
  await page.getByLabel("New password").fill("12345678");
  await page.keyboard.press("Enter");
  await page.locator(".wrong").first().waitFor();
  await expectGoodPage(page, "account-password");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed").waitFor();
});

test("new recovery codes are made by the password; a change of address is cancelled, and another one holds once both mailboxes have agreed", async () => {
  await page.getByRole("button", { name: "New recovery codes" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(NEW_PASSWORD);
  await dialog.getByRole("button", { name: "Make them" }).click();
  await expect.poll(() => page.locator("ul.mono li").count()).toBe(10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Change the address" }).press("Enter");
  await page.getByLabel("New address").fill("not-this-one@example.test");
  await page.getByLabel("Password, to change the address").fill(NEW_PASSWORD);
  await expectGoodPage(page, "account-email");
  await page.getByLabel("Password, to change the address").press("Enter");
  await page.getByText(/^The address becomes/).waitFor();
  await expectGoodPage(page, "account-email-waits");
  // Meant another one after all.
  await page.getByRole("button", { name: "Cancel this change" }).press("Enter");
  await page.getByText("The change is cancelled: you log in as").waitFor();
  expect(await page.getByText(/^The address becomes/).count()).toBe(0);
  await expectGoodPage(page, "account-email-cancelled");
  await page.getByRole("button", { name: "Change the address" }).press("Enter");
  await page.getByLabel("New address").fill(NEW_EMAIL);
  await page.getByLabel("Password, to change the address").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText(/^The address becomes/).waitFor();
  for (const [index, said] of [/^Thank you. Now open/, /^Your address is changed/].entries()) {
    await page.goto(`${started.gatehouse.portalUrl}/mailbox`);
    await page.getByRole("link", { name: "/confirm-email-change" }).nth(index).click();
    await expectGoodPage(page, "confirm-email-change");
    await page.getByRole("button", { name: "Yes, change it" }).press("Enter");
    await page.getByText(said).waitFor();
  }
  await page.getByRole("link", { name: "Your account", exact: true }).click();
  await page.getByText(NEW_EMAIL).first().waitFor();
});

test("a session that has shown the app long ago is asked for a code before the app is removed, and the password alone opens the account again", async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  // As a quarter of an hour later.
  let asked = 0;
  await page.route("**/second-factor/remove", async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    await route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "second-factor-not-shown", detail: "Show it first." }),
    });
  });
  await page.getByRole("button", { name: "Remove the app" }).press("Enter");
  await expectWell();
  await page.getByRole("dialog").getByLabel("Your password").fill(NEW_PASSWORD);
  await page.keyboard.press("Enter");
  const asks = page.getByRole("dialog", { name: "Show your second factor" });
  const code = asks.getByLabel(/^Code of the app/);
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await asks.getByText(/not the code of the moment/).waitFor();
  await expectGoodPage(page, "second-factor-code");
  await code.fill(await freshCode(lastStep));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Set up an app" }).waitFor();
});
