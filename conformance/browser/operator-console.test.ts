import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { joinOperator } from "./join-operator.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const ALAN = { email: "alan@provider.test", password: "copper meadow signal 31" };
const OPERATOR = { email: "grace@provider.test", password: "quiet harbor lantern 77" };

let started: Started;
let operator: Page;
beforeAll(async () => {
  started = await startWithPerson("mary@example.test");
  operator = await started.newPerson();
  await joinOperator(started.gatehouse, operator, OPERATOR);
});
afterAll(() => started?.stop());

async function expectAccessible(page: Page): Promise<void> {
  await expectNoBarrier(page);
}

test("an operator lands in the console, after the first link and after each log-in", async () => {
  await expectAccessible(operator);
  await operator.getByRole("button", { name: "Log out" }).click();
  await operator.getByLabel("E-mail").fill(OPERATOR.email);
  await operator.getByLabel("Password").fill(OPERATOR.password);
  await operator.getByRole("button", { name: "Log in" }).click();
  await operator.getByRole("navigation", { name: "Operators' console" }).waitFor();
  expect(new URL(operator.url()).pathname).toBe("/operator");
  await operator.goto(started.gatehouse.portalUrl);
  await operator.getByRole("heading", { name: "Operators’ console" }).waitFor();
});

test("a partner finds nothing at the console's address, and no way there", async () => {
  const { page } = started;
  expect(await page.getByRole("link", { name: "Operators’ console" }).count()).toBe(0);
  await page.goto(`${started.gatehouse.portalUrl}/operator`);
  await page.getByRole("heading", { name: "Not found" }).waitFor();
});

test("whoever isn't logged in is asked to", async () => {
  const stranger = await started.newPerson();
  await stranger.goto(`${started.gatehouse.portalUrl}/operator`);
  await stranger.getByRole("heading", { name: "Log in first" }).waitFor();
});

test("the policy for keys is changed, refused at the field, undone, and followed by partners' pages", async () => {
  await operator.getByRole("navigation").getByRole("link", { name: "Policy for keys" }).click();
  await operator.getByText("nobody has changed it yet").waitFor();
  await operator.getByLabel("2048 bits").uncheck();
  await operator.getByRole("button", { name: "Save policy" }).click();
  await operator.getByText("2048 bits are not among the allowed sizes: 3072, 4096.").waitFor();
  await expectAccessible(operator);
  await operator.getByLabel("Default size").selectOption("3072");
  await operator.getByRole("button", { name: "Save policy" }).click();
  await operator.getByText(`Version 1 is in force. ${OPERATOR.email}`).waitFor();
  await operator.getByText("Default size: 3072 bits instead of 2048 bits").waitFor();
  await expectAccessible(operator);

  const { page } = started;
  await page.goto(`${started.gatehouse.portalUrl}/projects/new`);
  await page.getByLabel("Project name").fill("Larger keys");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("heading", { name: "Service details" }).waitFor();
  await page.getByRole("button", { name: "Proceed" }).click();
  const sizes = page.getByLabel("Key size");
  expect(await sizes.locator("option").allTextContents()).toEqual([
    "RSA 3072 bits",
    "RSA 4096 bits (slower to decrypt)",
  ]);
  expect(await sizes.inputValue()).toBe("3072");

  await operator.getByRole("button", { name: "Undo this change" }).click();
  await operator.getByText("Version 2 is in force.").waitFor();
  expect(await operator.getByLabel("2048 bits").isChecked()).toBe(true);
});

test("of two operators' pages the slower one is told who was faster, and shown the new values", async () => {
  const second = await operator.context().newPage();
  const address = `${started.gatehouse.portalUrl}/operator/key-policy`;
  await Promise.all([operator.goto(address), second.goto(address)]);
  await second.getByLabel("Days until a revoked key is destroyed").fill("20");
  await operator.getByLabel("Days until a revoked key is destroyed").fill("10");
  await operator.getByRole("button", { name: "Save policy" }).click();
  await operator.getByText("Version 3 is in force.").waitFor();
  await second.getByRole("button", { name: "Save policy" }).click();
  await second.getByText(`${OPERATOR.email} changed the policy meanwhile (version 3`).waitFor();
  await second.getByRole("button", { name: "Show the new values" }).click();
  await second.getByText("Version 3 is in force.").waitFor();
  expect(await second.getByLabel("Days until a revoked key is destroyed").inputValue()).toBe("10");
  await second.close();
});

test("a key that a partner revoked by mistake is brought back by two operators, with a reason", async () => {
  const { page } = started;
  await page.getByRole("button", { name: "Skip this step" }).click();
  const keys = page.getByRole("region", { name: "Client Encryption Key" });
  await keys.getByRole("button", { name: "Create key" }).click();
  const revoke = keys.getByRole("button", { name: "Revoke" });
  await revoke.nth(1).waitFor();
  await revoke.nth(1).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("until then Mastercard can bring it back, you can't").waitFor();
  const name =
    /“(\w{8})”/.exec((await dialog.getByLabel(/Type/).locator("..").textContent()) ?? "")?.[1] ?? "";
  await dialog.getByLabel(/Type/).fill(name);
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await keys.getByText("One revoked key").click();
  await keys.getByText("until then Mastercard can bring the key back").waitFor();
  await expectAccessible(page);

  await operator.getByRole("navigation").getByRole("link", { name: "Revoked keys" }).click();
  const waiting = operator.getByRole("region", { name: `Key ${name}` });
  await waiting.getByText("by mary@example.test").waitFor();
  await expectAccessible(operator);
  await waiting.getByRole("button", { name: "Bring back" }).click();
  await operator.getByRole("dialog").getByRole("button", { name: "Ask for it" }).click();
  await operator.getByText("Say why in at least 10 letters").waitFor();
  await expectAccessible(operator);
  await operator.getByLabel("Reason").fill("Mary called: revoked\nby mistake.");
  await operator.getByRole("dialog").getByRole("button", { name: "Ask for it" }).click();
  await operator.getByText("A second operator confirms").waitFor();
  await waiting.getByText("You have asked for it: another operator confirms.").waitFor();
  await expectAccessible(operator);
  const alan = await joinSecondOperator(started, operator, ALAN);
  await alan.goto(`${started.gatehouse.portalUrl}/operator/revoked-keys`);
  await alan.getByRole("button", { name: "Confirm" }).click();
  await alan.getByRole("dialog").getByText("Mary called: revoked by mistake.").waitFor();
  await expectAccessible(alan);
  await alan.getByRole("dialog").getByRole("button", { name: "Bring back" }).click();
  await alan.getByText("is in use again, and its team is told").waitFor();
  await alan.getByText("No key waits for its destruction").waitFor();
  await revoke.nth(1).waitFor();
  expect(await keys.getByText("Active", { exact: true }).count()).toBe(2);
});
