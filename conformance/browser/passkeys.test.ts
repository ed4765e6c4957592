import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type StartedWithPasskeys, startWithPasskeys } from "./start-with-passkeys.ts";

const EMAIL = "radia@example.test";
const PASSWORD = "velvet orbit canyon 42";

let started: StartedWithPasskeys;
let page: Page;
let devices: CDPSession;
let authenticatorId: string;
beforeAll(async () => {
  started = await startWithPasskeys(EMAIL);
  ({ page, devices, authenticatorId } = started);
});
afterAll(() => started?.stop());

async function logInByPasskey(): Promise<void> {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in", exact: true }).waitFor();
  await page.getByRole("button", { name: "Log in with a passkey" }).press("Enter");
}

test("a passkey is added by name and password, and kept by the device", async () => {
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await page.getByLabel("Password, to add a passkey").fill("not it at all");
  await page.keyboard.press("Enter");
  await page.getByText("This is not your password.").waitFor();
  await expectGoodPage(page, "passkey-add");
  await page.getByLabel("Password, to add a passkey").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("The passkey Laptop opens your account from now on.").waitFor();
  await expectGoodPage(page, "passkeys");
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);
});

test("the passkey logs in, without an address and without a password", async () => {
  await logInByPasskey();
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page
    .getByText(/last used/)
    .first()
    .waitFor();
});

test("a copy of the key that is behind in its count is refused, and the page says what to do", async () => {
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  const [credential] = credentials;
  if (credential === undefined) throw new Error("no passkey");
  await devices.send("WebAuthn.clearCredentials", { authenticatorId });
  await devices.send("WebAuthn.addCredential", {
    authenticatorId,
    credential: { ...credential, signCount: 0 },
  });
  await logInByPasskey();
  await page.getByText(/This passkey could not be accepted/).waitFor();
  await expectGoodPage(page, "passkey-refused");
  await devices.send("WebAuthn.clearCredentials", { authenticatorId });
  await devices.send("WebAuthn.addCredential", {
    authenticatorId,
    credential: { ...credential, signCount: 50 },
  });
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await page.getByRole("link", { name: /^Your account/ }).waitFor();
});

test("who knows the password alone is asked for the passkey before they can take it away; it is shown there and then", async () => {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByRole("button", { name: "Remove Laptop" }).press("Enter");
  await page.getByRole("dialog").getByLabel("Your password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  const asks = page.getByRole("dialog", { name: "Show your second factor" });
  await asks.getByText("hasn’t shown it lately").waitFor();
  await expectGoodPage(page, "second-factor-show");
  // Escape closes the question alone, and nothing is changed.
  await page.keyboard.press("Escape");
  await asks.waitFor({ state: "detached" });
  await page.getByRole("dialog", { name: "Remove Laptop" }).getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Remove Laptop" }).waitFor();

  // A device that doesn't have it shows nothing.
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  await devices.send("WebAuthn.clearCredentials", { authenticatorId });
  await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
  await page.getByLabel("Name of the passkey").fill("Of a thief");
  await page.getByLabel("Password, to add a passkey").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await asks.getByRole("button", { name: "Use a passkey" }).press("Enter");
  await asks.getByText("Nothing came of it").waitFor();
  await expectGoodPage(page, "second-factor-not-shown");
  const [credential] = credentials;
  if (credential === undefined) throw new Error("no passkey");
  await devices.send("WebAuthn.addCredential", { authenticatorId, credential });
  await asks.getByRole("button", { name: "Use a passkey" }).press("Enter");
  await asks.waitFor({ state: "detached" });
  // What was asked for goes on by itself; this device has one already.
  await page.getByText("This device has a passkey of your account already.").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
});

test("it is renamed, removed by the password, and opens nothing any more", async () => {
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByRole("button", { name: "Rename Laptop" }).press("Enter");
  await page.getByRole("dialog").getByLabel("Name").fill("Old laptop");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove Old laptop" }).press("Enter");
  await expectGoodPage(page, "passkey-remove");
  await page.getByRole("dialog").getByLabel("Your password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByText("You have none yet.").waitFor();
  await logInByPasskey();
  await page.getByText(/This passkey could not be accepted/).waitFor();
});
