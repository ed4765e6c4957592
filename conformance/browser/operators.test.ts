import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type StartedWithOperators, startWithOperators } from "./start-with-operators.ts";

// The people of the desk: one administrator makes another one, and from then on it takes two.

let started: StartedWithOperators;
let grace: Page;
let alan: Page;
beforeAll(async () => {
  started = await startWithOperators("ada@example.test");
  ({ grace, alan } = started);
});
afterAll(() => started?.stop());

async function toPeople(page: Page): Promise<void> {
  await page.goto(`${started.gatehouse.portalUrl}/operator/people`);
  await page.getByRole("heading", { name: "Operators", exact: true }).waitFor();
}
async function add(page: Page, name: string, role: string): Promise<void> {
  const form = page.getByRole("region", { name: "Add an operator" });
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("E-mail").fill(`${name.toLowerCase()}@provider.test`);
  await form.getByLabel("Role").selectOption(role);
  await form.getByRole("button", { name: "Add operator" }).press("Enter");
  await page.getByText("is on its way to").waitFor();
}
const card = (page: Page, name: string) => page.getByRole("article", { name });

test("the only administrator makes another one alone; with two of them the next one is asked for by one and confirmed by the other", async () => {
  await toPeople(grace);
  await grace.getByRole("button", { name: "Make administrator: Alan" }).press("Enter");
  await grace.getByText("Alan is an administrator now.").waitFor();
  await add(grace, "Joan", "administrator");
  await grace.getByText("They are a reviewer until another administrator confirms the role.").waitFor();
  await card(grace, "Joan").getByText("Another administrator confirms it").waitFor();
  expect(await card(grace, "Joan").getByRole("button", { name: "Confirm as administrator" }).count()).toBe(0);
  await expectGoodPage(grace, "operators-asked");

  await toPeople(alan);
  await card(alan, "Joan").getByText("Confirm it if you have heard of it").waitFor();
  await expectGoodPage(alan, "operators-to-confirm");
  await card(alan, "Joan").getByRole("button", { name: "Confirm as administrator" }).press("Enter");
  await alan.getByText("Joan is an administrator now.").waitFor();
  await card(alan, "Joan").getByText("Administrator · since").waitFor();
});

test("it is declined by another one, and taken back by whoever asked", async () => {
  await toPeople(grace);
  await add(grace, "Lin", "reviewer");
  await grace.getByRole("button", { name: "Make administrator: Lin" }).press("Enter");
  await grace.getByText("Another administrator confirms within three days").waitFor();
  await toPeople(alan);
  await card(alan, "Lin").getByRole("button", { name: "Decline" }).press("Enter");
  await alan.getByText("Lin stays a reviewer.").waitFor();
  await alan.getByRole("button", { name: "Make administrator: Lin" }).press("Enter");
  await card(alan, "Lin").getByRole("button", { name: "Take it back" }).press("Enter");
  await alan.getByText("Lin stays a reviewer.").waitFor();
  await alan.getByRole("button", { name: "Make administrator: Lin" }).waitFor();
});
