import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// What operators look through and keep: people, projects, keys, partners, contracts, the queue.

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };

let started: Started;
let grace: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  const { page } = started;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Budget app");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
});
afterAll(() => started?.stop());

const open = (name: string) =>
  grace
    .getByRole("navigation", { name: "Operators' console" })
    .getByRole("link", { name, exact: true })
    .click();

test("people of the desk are added and removed, the last administrator is not", async () => {
  await open("Operators");
  await grace.getByText("The desk keeps an administrator: add another one first.").waitFor();
  expect(await grace.getByRole("button", { name: "Remove Grace Hopper" }).count()).toBe(0);
  await grace.getByLabel("Name").fill("Alan");
  await grace.getByLabel("E-mail").fill("no address");
  await grace.getByRole("button", { name: "Add operator" }).click();
  await grace.getByRole("alert").first().waitFor();
  await expectGoodPage(grace, "operators");
  await grace.getByLabel("E-mail").fill("alan@provider.test");
  await grace.getByLabel("Role").selectOption({ label: "Administrator" });
  await grace.getByRole("button", { name: "Add operator" }).click();
  await grace.getByText("A link by which Alan chooses a password").waitFor();
  await grace.getByRole("button", { name: "Make reviewer: Alan" }).click();
  await grace.getByText("Alan is a reviewer now.").waitFor();
  // Whoever has just made the others reviewers is not enough to make another one.
  const alan = grace.getByRole("article", { name: "Alan" });
  await alan.getByText("The desk has lost an administrator within the last three days").waitFor();
  expect(await grace.getByRole("button", { name: "Make administrator: Alan" }).count()).toBe(0);
  await grace.getByRole("button", { name: "Remove Alan" }).click();
  await expectGoodPage(grace, "operators-remove");
  await grace.getByRole("button", { name: "Remove operator" }).click();
  await grace.getByText("Alan is no operator any more.").waitFor();
});

test("all projects and all keys are searched", async () => {
  await open("Projects");
  await grace.getByText("Budget app").waitFor();
  await expectGoodPage(grace, "all-projects");
  await grace.getByLabel("Search").fill("nothing of that name");
  await grace.getByText("There is no such project.").waitFor();
  await open("Keys by expiry");
  await grace.getByText("Client key").first().waitFor();
  await expectGoodPage(grace, "all-keys");
  await grace.route("**/api/v1/operator/keys?*", (route) => route.abort());
  await grace.getByLabel("Search").fill("budget");
  await grace.getByRole("alert").waitFor();
  await grace.unroute("**/api/v1/operator/keys?*");
});

test("a partner may hold more projects, a contract is entered with its document and withdrawn, and the queue is narrowed", async () => {
  await open("Partners");
  await grace.getByText("holds 1 of 30 projects").click();
  await grace.getByLabel("Projects that ada@example.test may hold").fill("40");
  await grace.getByRole("button", { name: "Save" }).click();
  await grace.getByText("holds 1 of 40 projects").waitFor();
  await expectGoodPage(grace, "partners");
  await open("Contracts");
  await grace.getByRole("button", { name: "Enter a contract" }).click();
  await grace.getByLabel("Number").fill("C-1");
  await grace.getByLabel("Company", { exact: true }).selectOption({ index: 1 });
  await grace.getByLabel("Accounts").check();
  await grace.getByLabel("First day").fill("2026-01-01");
  await grace
    .getByLabel("Document")
    .setInputFiles({ name: "contract.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 x") });
  await grace.getByRole("button", { name: "Enter the contract" }).click();
  await grace.getByRole("link", { name: "contract.pdf" }).waitFor();
  await expectGoodPage(grace, "contracts");
  await grace.getByRole("button", { name: "Withdraw" }).click();
  await grace.getByLabel("Reason").fill("Cancelled.");
  await expectGoodPage(grace, "contract-withdraw");
  await grace.getByRole("button", { name: "Withdraw the contract" }).click();
  await grace.getByText("Withdrawn on").waitFor();
  await open("Requests");
  await grace.getByLabel("Taken on").selectOption({ label: "Mine" });
  await grace.getByText("There is no such request.").waitFor();
  await expectGoodPage(grace, "requests");
  expect((await callApi(grace, "GET", "/operator/requests?assignee=me")).total).toBe(0);
});
