import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// The catalogue of API services: kept by administrators, read by reviewers, chosen from by partners.

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const ALAN = { email: "alan@provider.test", password: "copper meadow window 19" };
const DOCUMENT = `openapi: 3.1.0
info: {title: Weather API, version: "7"}
paths:
  /days/{day}:
    get: {tags: [Days], summary: A day of sun or rain}
    head: {}
  /reports:
    post: {tags: [Long Reports]}
`;

let started: Started;
let grace: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
});
afterAll(() => started?.stop());

const heading = (page: Page, name: string) =>
  page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
const bring = (text: string, name = "weather.yaml") =>
  grace
    .getByLabel("OpenAPI document")
    .setInputFiles({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });
const save = () => grace.getByRole("button", { name: "Save the service" });

test("the catalogue is listed, and says so while it loads and when it can't be read", async () => {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  await grace.route("**/api/v1/operator/api-services", async (route) => {
    await held;
    await route.continue();
  });
  await grace
    .getByRole("navigation", { name: "Operators' console" })
    .getByRole("link", { name: "API services" })
    .click();
  await grace.getByRole("status", { name: "Loading" }).waitFor();
  await expectGoodPage(grace, "api-services-loading");
  go();
  await grace.getByRole("link", { name: "Open Finance" }).waitFor();
  await expectGoodPage(grace, "api-services");
  await grace.unroute("**/api/v1/operator/api-services");
  await grace.route("**/api/v1/operator/api-services", (route) => route.abort());
  await grace.reload();
  await grace.getByText("The server can't be reached.").waitFor();
  await grace.unroute("**/api/v1/operator/api-services");
  await grace.reload();
  await grace.getByRole("link", { name: "Open Finance" }).click();
  await heading(grace, "Open Finance");
  await grace.getByText("The list that Gatehouse brings along knows them by their paths.").waitFor();
  await expectGoodPage(grace, "api-service-built-in");
  await grace.getByRole("link", { name: "API services" }).last().click();
});

test("a service is added, and its document imported once it was shown what comes of it", async () => {
  await heading(grace, "API services");
  await grace.getByLabel("Name", { exact: true }).fill("Weather");
  await grace.getByLabel("Id", { exact: true }).fill("The Weather");
  await grace.getByRole("button", { name: "Add the service" }).click();
  await grace.getByText("An id has 2 to 40 small letters, digits and dashes.").first().waitFor();
  await grace.getByLabel("Id", { exact: true }).fill("weather");
  await grace.getByLabel("Id", { exact: true }).press("Enter");
  await heading(grace, "Weather");
  await bring("openapi: 3.0.0\ninfo: {title: W, version: '1'}\na: &a [x]\npaths: {/a: {get: {tags: *a}}}\n");
  await grace.getByText("The document has aliases (*): write out what they stand for.").waitFor();
  await expectGoodPage(grace, "api-service-refused");
  await bring(DOCUMENT.replace("post: {", "get: {tags: [long reports]}\n    post: {"), "merged.yaml");
  await grace.getByText("long-reports: “long reports”, “Long Reports”").waitFor();
  await expectGoodPage(grace, "api-service-merged");
  await bring(DOCUMENT, "better.yaml");
  await grace.getByText("GET /days/{day} – days").waitFor();
  await grace.getByText("New products: 2").waitFor();
  await grace.getByText("Passed over: 1").waitFor();
  await expectGoodPage(grace, "api-service-preview");
  await grace.getByRole("button", { name: "Import 2 operations" }).click();
  await grace.getByText("Operations from “Weather API” 7").waitFor();
  expect(await grace.getByLabel("Name of product days").inputValue()).toBe("Days");
});

/** A change has been answered; the button alone is disabled before that, too. */
async function answered(page: Page): Promise<void> {
  const answer = await page.waitForResponse((response) => response.request().method() === "PUT");
  expect(answer.status()).toBe(200);
}

test("operations are searched and assigned by keyboard", async () => {
  await grace.getByLabel("Search").fill("nothing of that name");
  await grace.getByText("There is no such operation.").waitFor();
  await grace.getByLabel("Search").fill("rain");
  const day = grace.getByLabel("GET /days/{day}");
  await day.waitFor();
  await grace.getByLabel("POST /reports").waitFor({ state: "detached" });
  await day.focus();
  await day.selectOption({ label: "Every contract" });
  await day.press("Tab");
  const stored = answered(grace);
  await grace.keyboard.press("Enter");
  await stored;
  await grace.reload();
  expect(await grace.getByLabel("GET /days/{day}").inputValue()).toBe("");
  expect(await grace.getByLabel("POST /reports").inputValue()).toBe("long-reports");
});

test("a service is changed and offered; a private address is refused where it stands", async () => {
  await grace.getByLabel("Address for Production").fill("http://169.254.169.254/");
  await grace.getByLabel("Offer it to partners").check();
  await save().click();
  await grace.getByText("This address is private").first().waitFor();
  await expectGoodPage(grace, "api-service-private");
  await grace.getByLabel("Address for Production").fill("https://weather.example/v1");
  await save().click();
  await grace.getByText("Projects begin in the Sandbox").first().waitFor();
  await grace.getByLabel("Address for Sandbox").fill("https://sandbox.weather.example");
  await grace.getByLabel("Commercial countries").fill("ca, us");
  await grace.getByLabel("Field of encrypted answers").fill("encryptedResponse");
  await grace.getByRole("button", { name: "Add a question" }).click();
  await grace.getByLabel("Question", { exact: true }).fill("For farming?");
  await grace.getByLabel("Answer", { exact: true }).selectOption({ label: "Yes or no" });
  await grace.getByRole("button", { name: "Add a question" }).click();
  await grace.getByLabel("Question", { exact: true }).last().fill("For how many fields?");
  const stored = answered(grace);
  await save().click();
  await stored;
  await grace.getByText("weather · offered").waitFor();
  // Names of this kind never lead anywhere (RFC 6761 §6.5).
  await grace.getByText("weather.example leads nowhere at the moment").first().waitFor();
  await expectGoodPage(grace, "api-service");
});

test("questions and products are put into another order by keyboard, and stay in it", async () => {
  const questions = () =>
    grace
      .getByLabel("Question", { exact: true })
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  const products = () =>
    grace
      .getByLabel(/^Name of product/)
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  const focused = () => grace.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(await questions()).toEqual(["For farming?", "For how many fields?"]);
  expect(await grace.getByRole("button", { name: "Move question 1 up" }).isDisabled()).toBe(true);
  await grace.getByRole("button", { name: "Move question 2 up" }).press("Enter");
  await grace.getByText("The question is now number 1 of 2.").waitFor();
  expect(await questions()).toEqual(["For how many fields?", "For farming?"]);
  // At the end the way back has the focus.
  await expect.poll(focused).toBe("Move question 1 down");
  const before = await products();
  await grace.getByRole("button", { name: `Move product ${before[0]} down` }).press("Enter");
  await expect.poll(products).toEqual([before[1], before[0], ...before.slice(2)]);
  await expectGoodPage(grace, "api-service-ordered");
  const stored = answered(grace);
  await save().click();
  await stored;
  await grace.reload();
  await grace.getByLabel("Question", { exact: true }).first().waitFor();
  expect([await questions(), (await products()).slice(0, 2)]).toEqual([
    ["For how many fields?", "For farming?"],
    [before[1], before[0]],
  ]);
});

test("who was slower is told, and nothing of theirs is stored", async () => {
  const other = await grace.context().newPage();
  await other.goto(grace.url());
  await other.getByLabel("Region").fill("Everywhere");
  const stored = answered(other);
  await other.getByRole("button", { name: "Save the service" }).click();
  await stored;
  await other.close();
  await grace.getByLabel("Region").fill("Nowhere");
  await save().click();
  await grace.getByText("grace@provider.test changed the service meanwhile").waitFor();
  await grace.getByRole("button", { name: "Show the new values" }).click();
  await expect.poll(() => grace.getByLabel("Region").inputValue()).toBe("Everywhere");
});

test("a partner selects the service in the wizard, and it is named on the project", async () => {
  const { page } = started;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Umbrella");
  await page.getByLabel("API service").selectOption({ label: "Weather · Everywhere" });
  await page.getByLabel("Commercial country").selectOption({ label: "Canada" });
  await expectGoodPage(page, "wizard-service");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByText("Weather · CA").waitFor();
  await page.goto(
    `${page
      .url()
      .replace(/[?#].*$/, "")
      .replace(/\/$/, "")}/production`,
  );
  await page.getByLabel("For farming?").selectOption({ label: "Yes" });
  await expectGoodPage(page, "production-questions");
});

test("a reviewer reads the catalogue and changes nothing", async () => {
  const alan = await joinSecondOperator(started, grace, ALAN);
  await alan.goto(`${started.gatehouse.portalUrl}/operator/api-services`);
  await alan.getByRole("link", { name: "Weather" }).waitFor();
  expect(await alan.getByRole("button", { name: "Add the service" }).count()).toBe(0);
  await alan.getByRole("link", { name: "Weather" }).click();
  await alan.getByText("You can read the catalogue, and not change it.").waitFor();
  expect(await alan.getByLabel("Region").isDisabled()).toBe(true);
  expect(await alan.getByLabel("OpenAPI document").count()).toBe(0);
  await expectGoodPage(alan, "api-service-reviewer");
});
