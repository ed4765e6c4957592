import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { ALAN, type StartedWithOperators, startWithOperators } from "./start-with-operators.ts";

// Two administrators change where the calls of Production go: one proposes on the service's page, another one confirms there.

const PATH = "/operator/api-services/open-finance-us";
const LONG = `https://openfinance.example/${"a-rather-long-segment/".repeat(8)}v2`;

let started: StartedWithOperators;
let grace: Page;
let alan: Page;
beforeAll(async () => {
  started = await startWithOperators("ada@example.test");
  ({ grace, alan } = started);
  const { items } = await callApi(grace, "GET", "/operator/operators");
  const { id } = items.find(({ email }: { email: string }) => email === ALAN.email);
  await callApi(grace, "POST", `/operator/operators/${id}/role`, { role: "administrator" });
  const { project } = await callApi(started.page, "POST", "/projects", {
    draftId: randomUUID(),
    name: "Umbrella",
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "Tests",
  });
  await callApi(started.page, "POST", `/projects/${project.id}/environments`, {
    plan: "production",
    answers: { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops" },
  });
});
afterAll(() => started?.stop());

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const open = async (page: Page) => {
  await page.goto(`${started.gatehouse.portalUrl}${PATH}`);
  await page.getByRole("heading", { name: "Open Finance", exact: true, level: 1 }).waitFor();
};
const card = (page: Page) => page.getByRole("region", { name: "A change waits for a second administrator" });
/** On the page as it is opened anew. */
async function propose(url: string): Promise<void> {
  await open(grace);
  await grace.getByLabel("Address for Production").fill(url);
  await button(grace, "Propose the change").click();
  await card(grace).waitFor();
}

test("a change of an address is proposed: it stands above the form, which shows what is in force, and the proposer can't confirm it", async () => {
  await open(grace);
  await grace.getByText("Production of partners rests on this service").waitFor();
  await button(grace, "Save the service").waitFor();
  await propose(LONG);
  expect(await card(grace).evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await grace.getByLabel("Address for Production").inputValue()).toBe("");
  await card(grace).getByText("You have proposed it: another administrator confirms.").waitFor();
  expect(await button(grace, "Confirm the change").count()).toBe(0);
  expect(await button(grace, "Decline").count()).toBe(0);
  await button(grace, "Take back").waitFor();
  await expectGoodPage(grace, "api-service-proposed");
});

test("who proposes another change is told that one waits, and keeps what they have typed", async () => {
  await open(alan);
  await alan.getByLabel("Field of encrypted requests").fill("data");
  await button(alan, "Propose the change").click();
  await alan.getByText("A change that grace@provider.test has proposed waits").waitFor();
  expect(await alan.getByLabel("Field of encrypted requests").inputValue()).toBe("data");
});

test("another administrator finds it in the list, is asked once more, and confirms by keyboard: the form shows it", async () => {
  await alan.goto(`${started.gatehouse.portalUrl}/operator/api-services`);
  await alan.getByText("A change waits").waitFor();
  await expectGoodPage(alan, "api-services-change-waits");
  await open(alan);
  await card(alan).getByText(LONG).waitFor();
  await expectGoodPage(alan, "api-service-to-confirm");
  await button(alan, "Confirm the change").press("Enter");
  const dialog = alan.getByRole("dialog", { name: "Confirm the change?" });
  await dialog.getByText("Have you heard of it from grace@provider.test").waitFor();
  await expectGoodPage(alan, "api-service-confirm");
  await dialog.getByRole("button", { name: "Confirm the change" }).press("Enter");
  await card(alan).waitFor({ state: "detached" });
  expect(await alan.getByLabel("Address for Production").inputValue()).toBe(LONG);
});

test("a change is declined, one is taken back, and one that the service has left behind says so", async () => {
  await propose("https://second.example");
  await open(alan);
  await button(alan, "Decline").click();
  await card(alan).waitFor({ state: "detached" });
  await propose("https://third.example");
  await button(grace, "Take back").click();
  await card(grace).waitFor({ state: "detached" });
  await propose("https://fourth.example");
  await open(alan);
  await alan.getByLabel("Region").fill("Everywhere");
  await button(alan, "Save the service").click();
  await card(alan).getByText("it can’t be confirmed any more").waitFor();
  expect(await button(alan, "Confirm the change").count()).toBe(0);
  await expectGoodPage(alan, "api-service-outdated");
  expect(await alan.getByLabel("Address for Production").inputValue()).toBe(LONG);
});

test("who decides about what was settled meanwhile is told so", async () => {
  await button(alan, "Decline").click();
  await card(alan).waitFor({ state: "detached" });
  await propose("https://fifth.example");
  await open(alan);
  await button(grace, "Take back").click();
  await card(grace).waitFor({ state: "detached" });
  await button(alan, "Decline").click();
  await card(alan).getByText("The change was taken back meanwhile.").waitFor();
  await expectGoodPage(alan, "api-service-settled-meanwhile");
  await button(alan, "Show what there is now").click();
  await card(alan).waitFor({ state: "detached" });
});
