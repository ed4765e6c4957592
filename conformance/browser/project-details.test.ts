import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

let started: Started;
let page: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  page = started.page;
  for (const name of ["Difference", "Analytical"]) {
    await page.goto(started.gatehouse.portalUrl);
    await page.getByRole("link", { name: "Create New Project" }).click();
    await page.getByLabel("Project name").fill(name);
    await page.getByRole("button", { name: "Proceed" }).click();
    await page.getByRole("button", { name: "Proceed" }).click();
    await page.getByRole("button", { name: "Skip this step" }).click();
    await page.getByRole("navigation", { name: "Project" }).waitFor();
  }
});
afterAll(() => started?.stop());

const listed = () => page.locator(".list .item strong").allTextContents();

test("a project is renamed and becomes one for a client", async () => {
  await page.getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Project name").fill("difference");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "choose another name" }).first().waitFor();
  await page.getByLabel("Project name").fill("Engine");
  await page.getByRole("radio", { name: "For a client" }).check();
  await page.getByLabel("Client’s legal name").fill("Client Ltd.");
  await page.getByLabel("Address line 1").fill("1 Main Street");
  await page.getByLabel("City").fill("Springfield");
  await page.getByLabel("Postal code").fill("12345");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await expectGoodPage(page, "project-details");
});

test("client companies are listed with their projects, and found by their names", async () => {
  await page.getByRole("link", { name: "Your projects" }).click();
  await page.getByRole("link", { name: "By client company" }).click();
  await page.getByRole("heading", { name: "Client Ltd." }).waitFor();
  await expectGoodPage(page, "client-companies");
  await page.getByLabel("Search").fill("nobody");
  await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
  await page.getByLabel("Search").fill("client l");
  await page.getByRole("link", { name: /^Engine/ }).click();
  await page.getByRole("link", { name: "Details" }).click();
});

test("an archived project is out of the list, found among the archived ones, and brought back", async () => {
  await page.getByRole("button", { name: "Archive project" }).click();
  await page.getByRole("button", { name: "Bring back" }).waitFor();
  await page.getByRole("link", { name: "Your projects" }).click();
  await expect.poll(listed).toEqual(["Difference"]);
  await page.getByLabel("Search").fill("nothing like it");
  await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
  await expectGoodPage(page, "project-list-nothing");
  await page.getByLabel("Search").fill("client l");
  await page.getByLabel("Archived ones").check();
  await expect.poll(listed).toEqual(["Engine"]);
  await page.getByRole("link", { name: /^Engine/ }).click();
  await page.getByRole("link", { name: "Details" }).click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await page.getByRole("button", { name: "Archive project" }).waitFor();
  await page.getByRole("link", { name: "Your projects" }).click();
  await page.getByLabel("Order").selectOption({ label: "By name" });
  await expect.poll(listed).toEqual(["Difference", "Engine"]);
  await expectGoodPage(page, "project-list");
});

test("a project is deleted by typing its name", async () => {
  await page.getByRole("link", { name: /^Engine/ }).click();
  await page.getByRole("link", { name: "Details" }).click();
  await page.getByRole("button", { name: "Delete project" }).click();
  await page.getByLabel("Type “Engine” to delete it").fill("engine");
  expect(await page.getByRole("button", { name: "Delete for good" }).isDisabled()).toBe(true);
  await expectGoodPage(page, "project-delete");
  await page.getByLabel("Type “Engine” to delete it").fill("Engine");
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect.poll(listed).toEqual(["Difference"]);
});
