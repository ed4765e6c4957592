import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "./call-api.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { joinOperator } from "./join-operator.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const ALAN = { email: "alan@provider.test", password: "copper meadow signal 31" };

/** The provider's own API, as far as Production calls reach it. */
const seen: string[] = [];
const upstream = createServer((request, response) => {
  seen.push(request.url ?? "");
  response.setHeader("content-type", "application/json");
  response.end('{"from":"the provider"}');
});

let started: Started;
let grace: Page;
let alan: Page;
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  started = await startWithPerson("ada@example.test", {
    GATEHOUSE_PRODUCTION_UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    GATEHOUSE_UPSTREAM_ADDRESSES: "any",
  });
  grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
  alan = await joinSecondOperator(started, grace, ALAN);
});
afterAll(async () => {
  await started?.stop();
  upstream.close();
});

async function expectAccessible(page: Page): Promise<void> {
  await expectNoBarrier(page);
  await page.setViewportSize({ width: 390, height: 800 });
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(await wider()).toBe(false);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("from a request over a first and a second pair of eyes to a call, one outside the contract, and a suspension", async () => {
  const { page, gatehouse } = started;
  const { project } = await callApi(page, "POST", "/projects", {
    draftId: randomUUID(),
    name: "Budget app",
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "",
  });
  await page.goto(`${gatehouse.portalUrl}/projects/${project.id}`);
  await page.getByRole("link", { name: "Production access" }).click();
  await page.getByLabel("Street and number").fill("1 Main Street");
  await page.getByLabel("City").fill("Springfield");
  await page.getByLabel("Postal code").fill("12345");
  await page.getByLabel("Country, two letters").fill("US");
  await page.getByLabel("Company ID").fill("12345");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ask for verification" }).click();
  await page.getByText("A company ID has 6 to 10 digits.").first().waitFor();
  await page.getByLabel("Company ID").fill("1234567");
  await page.getByRole("button", { name: "Ask for verification" }).click();
  await page.getByText("Analytical Engines: In review").waitFor();
  await page.getByLabel("What do you build, and for whom?").fill("A <b>budget</b> app.");
  await page.getByRole("button", { name: "Submit the request" }).click();
  await page.getByText("Answer this question.").first().waitFor();
  await page.getByLabel("Which data do you need").fill("Accounts.");
  await page.getByLabel("How many calls").fill("1000");
  await page.getByLabel("Whom do we reach").fill("ops@example.test");
  await page.getByRole("button", { name: "Submit the request" }).click();
  await page.getByRole("heading", { name: "Your Production credentials" }).waitFor();
  const text = async (name: string) =>
    (await page.locator(`dt:text-is("${name}") + dd .mono`).textContent())?.trim() ?? "";
  const secrets = {
    partnerId: await text("Partner ID"),
    partnerSecret: await text("Partner Secret"),
    appKey: await text("App Key"),
  };
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have put them away" }).click();
  await page.getByText("Production: Submitted").waitFor();

  const send = async (path: string, token: string | null) => {
    const headers = { "content-type": "application/json", "finicity-app-key": secrets.appKey };
    const { partnerId, partnerSecret } = secrets;
    const response = await fetch(gatehouse.gatewayUrl + path, {
      ...(token === null ? { method: "POST", body: JSON.stringify({ partnerId, partnerSecret }) } : {}),
      headers: { ...headers, ...(token === null ? {} : { "finicity-app-token": token }) },
    });
    return { status: response.status, body: await response.json() };
  };
  const logIn = () => send("/aggregation/v2/partners/authentication", null);
  expect((await logIn()).body.message).toContain("not active yet");

  await alan.goto(`${gatehouse.portalUrl}/operator/requests`);
  await alan.getByRole("link", { name: "Budget app" }).waitFor();
  await expectAccessible(alan);
  await alan.getByRole("link", { name: "Budget app" }).click();
  await alan.getByText("The company is not verified yet.").waitFor();
  expect(await alan.getByRole("button", { name: "Approve as the first" }).isDisabled()).toBe(true);
  await expectAccessible(alan);
  const request = alan.url();
  await alan.getByRole("navigation").getByRole("link", { name: "Companies" }).click();
  await alan.getByRole("button", { name: "Look at it" }).click();
  await alan.getByText("1234567").waitFor();
  await expectAccessible(alan);
  await alan.getByRole("button", { name: "Verify" }).click();
  await alan.getByText("There is no such company.").waitFor();
  await grace.getByRole("navigation").getByRole("link", { name: "Contracts" }).click();
  await grace.getByRole("button", { name: "Enter a contract" }).click();
  await grace.getByLabel("Number").fill("C-1");
  await grace.getByLabel("Company", { exact: true }).selectOption({ label: "Analytical Engines" });
  await grace.getByLabel("Accounts", { exact: true }).check();
  await grace.getByLabel("First day").fill("2020-01-01");
  await grace.getByLabel("Executed on").fill("2020-01-01");
  await expectAccessible(grace);
  await grace.getByRole("button", { name: "Enter the contract" }).click();
  await grace.getByText("executed on 2020-01-01").waitFor();

  await alan.goto(request);
  const goTo = `Calls of Production will go to http://127.0.0.1:${(upstream.address() as AddressInfo).port}. Payload policy: mirror.`;
  await alan.getByText(goTo).waitFor();
  await alan.getByRole("button", { name: "Approve as the first" }).click();
  await alan.getByText("another operator is the second").waitFor();
  await grace.goto(alan.url());
  await grace.getByText(`Approved by ${ALAN.email}`).waitFor();
  await grace.getByRole("button", { name: "Approve and open" }).click();
  await grace.getByText("Production · Analytical Engines · Approved").waitFor();
  await expectAccessible(grace);

  await expect.poll(async () => (await logIn()).status).toBe(200);
  const { token } = (await logIn()).body;
  const inContract = () => send("/aggregation/v1/customers/5/accounts", token);
  expect(await inContract()).toEqual({ status: 200, body: { from: "the provider" } });
  const outside = await send("/aggregation/v3/customers/5/transactions", token);
  expect([outside.status, outside.body.message]).toEqual([
    403,
    "This call is not in your contract (product: Transactions)",
  ]);
  expect(seen).toEqual(["/aggregation/v1/customers/5/accounts"]);

  await alan.getByRole("navigation").getByRole("link", { name: "Partners" }).click();
  await alan.getByRole("button", { name: "Ask for suspension" }).click();
  await alan.getByLabel("Reason").fill("A test.");
  await alan.getByRole("dialog").getByRole("button", { name: "Ask for suspension" }).click();
  await alan.getByText("asks for the suspension").waitFor();
  await expectAccessible(alan);
  expect((await inContract()).status).toBe(200);
  await grace.getByRole("navigation").getByRole("link", { name: "Partners" }).click();
  await grace.getByRole("button", { name: "Confirm suspension" }).click();
  await grace.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await grace.getByText("Suspended since").waitFor();
  await expect.poll(async () => (await inContract()).status, { timeout: 1_000, interval: 50 }).toBe(401);
});
