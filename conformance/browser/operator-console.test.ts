import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { joinOperator } from "./join-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

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
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
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
