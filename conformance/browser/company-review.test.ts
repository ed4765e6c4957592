import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// A company is reviewed by its documents, and opened again; what either side says of it and of a request stands before both.

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const ANSWERS = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops@example.test" };
const PDF = Buffer.from("%PDF-1.7 an extract of a register");

let started: Started;
let page: Page;
let grace: Page;
let at = "";
let company = "";
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  page = started.page;
  grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
  const { project } = await callApi(page, "POST", "/projects", {
    draftId: randomUUID(),
    name: "Budget app",
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "",
  });
  at = `${started.gatehouse.portalUrl}/projects/${project.id}`;
});
afterAll(() => started?.stop());

async function lookAtCompany(state: string): Promise<void> {
  await grace.goto(`${started.gatehouse.portalUrl}/operator/companies`);
  await grace.getByLabel("Show").selectOption({ label: state });
  await grace.getByRole("button", { name: "Look at it" }).press("Enter");
  await grace.getByRole("heading", { name: "Timeline" }).waitFor();
}

test("a review is asked for with a document that the operator reads; both sides comment, and both read it", async () => {
  await page.goto(`${at}/production`);
  await page.getByLabel("Street and number").fill("1 Main Street");
  await page.getByLabel("City").fill("Springfield");
  await page.getByLabel("Postal code").fill("12345");
  await page.getByLabel("Country, two letters").fill("US");
  await page.getByLabel("How", { exact: true }).selectOption({ label: "By a review of documents" });
  await page.getByRole("button", { name: "Ask for verification" }).click();
  await page.getByRole("alert").first().waitFor();
  await page
    .getByLabel("Add a document")
    .setInputFiles({ name: "register.txt", mimeType: "text/plain", buffer: Buffer.from("no such form") });
  await page
    .getByText(/PDF, PNG or JPEG/)
    .first()
    .waitFor();
  const document = { name: "register.pdf", mimeType: "application/pdf", buffer: PDF };
  await page.getByLabel("Add a document").setInputFiles(document);
  await page.getByRole("list", { name: "Documents" }).getByRole("link", { name: "register.pdf" }).waitFor();
  await expectGoodPage(page, "company-document");
  await page.getByRole("button", { name: "Ask for verification" }).click();
  await page.getByText("Analytical Engines: In review").waitFor();

  await lookAtCompany("In review");
  const downloading = grace.waitForEvent("download");
  await grace.getByRole("link", { name: "register.pdf" }).press("Enter");
  expect(await readFile(await (await downloading).path())).toEqual(PDF);
  await grace.getByLabel("Comment").fill("Is <b>this</b> your new address?");
  await grace.getByRole("button", { name: "Comment", exact: true }).press("Enter");
  await grace.getByText("Is <b>this</b> your new address?").waitFor();
  await expectGoodPage(grace, "company-reviewed");

  await page.reload();
  await page.getByText("What was said").press("Enter");
  const said = page.getByRole("group").filter({ hasText: "What was said" });
  await said.getByText("Is <b>this</b> your new address?").waitFor();
  await said.getByLabel("Comment").fill("Yes, we moved in May.");
  await said.getByRole("button", { name: "Comment", exact: true }).press("Enter");
  await said.locator("dd").filter({ hasText: "Yes, we moved in May." }).waitFor();
  await expectGoodPage(page, "company-comments");
  await lookAtCompany("In review");
  await grace.getByText("Yes, we moved in May.").waitFor();
});

test("a verified company is opened again with a reason that its partner reads, and asked for anew", async () => {
  await grace.getByRole("button", { name: "Verify", exact: true }).press("Enter");
  await grace.getByText("There is no such company.").waitFor();
  await page.reload();
  await page.getByText("Analytical Engines: Verified").waitFor();

  await lookAtCompany("Verified");
  expect(await grace.getByRole("button", { name: "Refuse" }).isDisabled()).toBe(true);
  await grace.getByRole("button", { name: "Open again" }).press("Enter");
  await grace.getByRole("alert").waitFor();
  await grace.getByLabel("What the partner reads").fill("The register has another name now.");
  await expectGoodPage(grace, "company-reopen");
  await grace.getByRole("button", { name: "Open again" }).press("Enter");
  await grace.getByText("There is no such company.").waitFor();

  await page.reload();
  await page.getByText("Analytical Engines: More information").waitFor();
  await page.getByText("What was said").press("Enter");
  await page.getByText("The register has another name now.").waitFor();
  await expectGoodPage(page, "company-reopened");
  await page.getByLabel("Legal name").fill("Analytical Engines II");
  await page.getByLabel("How", { exact: true }).selectOption({ label: "By a review of documents" });
  await page.getByRole("button", { name: "Ask for verification" }).click();
  await page.getByText("Analytical Engines II: In review").waitFor();
});

test("a comment on a request for Production stands before both sides, as it was typed", async () => {
  const project = new URL(at).pathname;
  await callApi(page, "POST", `${project}/environments`, { plan: "production", answers: ANSWERS });
  await page.goto(`${at}/production`);
  const ours = page.getByRole("region", { name: "Say something" });
  await ours.getByLabel("Comment").fill("We start in <i>June</i>.");
  await ours.getByRole("button", { name: "Comment", exact: true }).press("Enter");
  const timeline = (of: Page) => of.getByRole("region", { name: "Timeline" }).last();
  await timeline(page).getByText("We start in <i>June</i>.").waitFor();
  await grace.goto(`${started.gatehouse.portalUrl}/operator/requests`);
  await grace.getByRole("link", { name: "Budget app" }).click();
  await timeline(grace).getByText("We start in <i>June</i>.").waitFor();
  await grace.getByLabel("Comment").fill("Then send your contract.");
  await grace.getByRole("button", { name: "Comment", exact: true }).press("Enter");
  await timeline(grace).getByText("Then send your contract.").waitFor();
  await expectGoodPage(grace, "request-comments");
  await page.reload();
  await timeline(page).getByText("Then send your contract.").waitFor();
  await expectGoodPage(page, "request-comments-of-partner");
});

test("a list of more than fifty shows fifty, the rest by keyboard, and says that these are all", async () => {
  const { items } = await callApi(grace, "GET", "/operator/company-names?search=");
  company = items[0].id;
  for (let number = 1; number <= 51; number += 1) {
    const contract = {
      number: `C-${String(number).padStart(3, "0")}`,
      companyId: company,
      apiService: "open-finance-us",
      plan: "production",
      products: ["accounts"],
      validFrom: "2026-01-01",
      validTo: null,
      executedOn: "2026-01-01",
    };
    await callApi(grace, "POST", "/operator/contracts", { contract, document: null });
  }
  await grace.goto(`${started.gatehouse.portalUrl}/operator/contracts`);
  const shown = grace.getByRole("region", { name: /^Contract C-/ });
  await expect.poll(() => shown.count()).toBe(50);
  await grace.getByRole("button", { name: "Show more" }).press("Enter");
  await expect.poll(() => shown.count()).toBe(51);
  await grace.getByText("These are all.").waitFor();
  await expect.poll(() => grace.evaluate(() => document.activeElement?.textContent)).toBe("These are all.");
  expect(await grace.getByRole("button", { name: "Show more" }).count()).toBe(0);
  const numbers = await shown.getByRole("heading").allTextContents();
  expect(new Set(numbers).size).toBe(51);
  await expectGoodPage(grace, "contracts-many");
});
