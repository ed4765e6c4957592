import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// What a project's team sees of the way before it.

let started: Started;
let ada: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  ada = started.page;
  await ada.getByRole("link", { name: "Create New Project" }).click();
  await ada.getByLabel("Project name").fill("Budget app");
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Skip this step" }).click();
  await ada.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Summary" }).click();
});
afterAll(() => started?.stop());

const task = (name: string) => ada.getByRole("listitem").filter({ hasText: name });

test("the summary shows what is set up and what is next, and leads there by keyboard", async () => {
  await ada.getByText("2 of 8 steps are done.").waitFor();
  await task("Client Encryption Key").getByText("Done").waitFor();
  await task("Key for answers").getByText("To do").waitFor();
  await task("First call").getByText("Later").waitFor();
  await task("Contract on file").getByText("With the provider").waitFor();
  await expectGoodPage(ada, "summary");
  const next = ada.getByRole("link", { name: "Next: Key for answers" });
  for (let tabs = 0; tabs < 30; tabs += 1) {
    if (await next.evaluate((link) => link === document.activeElement)) break;
    await ada.keyboard.press("Tab");
  }
  await ada.keyboard.press("Enter");
  await ada.getByRole("heading", { name: "Budget app" }).waitFor();
  await ada.waitForURL(/\/projects\/[0-9a-f-]+$/);
});

test("a step that goes on elsewhere is followed, and one that fails to load says so", async () => {
  const id = /projects\/([0-9a-f-]+)/.exec(ada.url())?.[1] ?? "";
  const answers = { useCase: "An app.", data: "Accounts.", volume: "10", contact: "ops" };
  await callApi(ada, "POST", `/projects/${id}/environments`, { plan: "production", answers });
  await ada.goto(`${started.gatehouse.portalUrl}/projects/${id}/summary`);
  await task("Production requested").getByText("Done").waitFor();
  await task("Approved").getByText("With the provider").waitFor();
  await ada.getByRole("region", { name: "Set up in Production" }).getByText("Pending").waitFor();
  await expectGoodPage(ada, "summary-requested");
  await ada.route("**/api/v1/projects/*/summary", (route) => route.abort());
  await ada.reload();
  await ada.getByRole("alert").waitFor();
  await expectGoodPage(ada, "summary-failed");
  await ada.unroute("**/api/v1/projects/*/summary");
  await ada.goto(`${started.gatehouse.portalUrl}/projects/01a21260-6489-76bd-beb3-947960e3c09c/summary`);
  await ada.getByText("There is no such project among yours.").waitFor();
  expect(await ada.getByText("steps are done").count()).toBe(0);
});
