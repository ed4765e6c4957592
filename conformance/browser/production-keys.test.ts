import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../../apps/server/src/database/database.ts";
import { addMember } from "../../apps/server/src/onboarding/testing/age-rows.ts";
import { callApi } from "./call-api.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { joinPartner } from "./join-partner.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const ALAN = { email: "alan@provider.test", password: "copper meadow signal 31" };
const READER = { email: "lin@example.test", password: "velvet orbit canyon 42" };
const KEYSTORE_PASSWORD = "correct horse 1";
const ANSWERS = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops@example.test" };

let started: Started;
let page: Page;
let projectId: string;
let at: string;
beforeAll(async () => {
  started = await startWithPerson("dorothy@example.test", {
    GATEHOUSE_PRODUCTION_UPSTREAM: "http://127.0.0.1:1",
    GATEHOUSE_UPSTREAM_ADDRESSES: "any",
  });
  page = started.page;
  const { project } = await callApi(page, "POST", "/projects", {
    draftId: randomUUID(),
    name: "Payroll",
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "",
  });
  projectId = project.id;
  at = `${started.gatehouse.portalUrl}/projects/${projectId}`;
});
afterAll(() => started?.stop());

const choice = (name: string) =>
  page.getByRole("navigation", { name: "Environment" }).getByRole("link", { name });
const region = (name: string) => page.getByRole("region", { name, exact: true });
const mastercardKeys = () => region("Mastercard Encryption Key");
const clientKeys = () => region("Client Encryption Key");
const mastercardKey = (alias: string) =>
  mastercardKeys()
    .locator(".key")
    .filter({ has: page.locator("dd > strong").getByText(alias, { exact: true }) });
const dialog = () => page.getByRole("dialog");
// biome-ignore lint/suspicious/noExplicitAny: the answer of the API
const environments = async (): Promise<any[]> =>
  (await callApi(page, "GET", `/projects/${projectId}`)).project.environments;

async function generate(alias: string): Promise<string> {
  await page.getByLabel("Key alias").fill(alias);
  await page.getByLabel("Keystore password", { exact: true }).fill(KEYSTORE_PASSWORD);
  await page.getByLabel("Repeat keystore password").fill(KEYSTORE_PASSWORD);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Generate and download" }).click();
  const begun = await download;
  expect(begun.suggestedFilename()).toBe("payroll-PRODUCTION-mastercard-encryption-key.p12");
  const file = join(started.folder, `${alias}.p12`);
  await begun.saveAs(file);
  // What would lose the file is not offered while the page has it.
  expect(await choice("Sandbox").getAttribute("aria-disabled")).toBe("true");
  await page.getByRole("button", { name: "I have the file" }).click();
  await page.getByText("I have the file").waitFor({ state: "detached" });
  return file;
}

/** The provider's side of the way to Production. */
async function approve(grace: Page, alan: Page): Promise<void> {
  const address = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
  const company = `/projects/${projectId}/company`;
  await callApi(page, "PUT", company, { legalName: "Analytical Engines", address });
  const { company: asked } = await callApi(page, "POST", `${company}/verification`, {
    method: "company-id",
    companyNumber: "1234567",
  });
  await callApi(alan, "POST", `/operator/companies/${asked.id}/decision`, { decision: "approve" });
  await callApi(grace, "POST", "/operator/contracts", {
    contract: {
      number: "C-1",
      companyId: asked.id,
      plan: "test-drive-premium",
      products: ["accounts"],
      validFrom: "2020-01-01",
      validTo: new Date(Date.now() + 13 * 86_400_000).toISOString().slice(0, 10),
      executedOn: "2020-01-01",
    },
  });
  const { items } = await callApi(alan, "GET", "/operator/requests");
  for (const operator of [alan, grace]) {
    await callApi(operator, "POST", `/operator/requests/${items[0].id}/decision`, { decision: "approve" });
  }
}

test("while there is a Sandbox alone there is nothing to choose; after a request the other is there, kept by the address, and says that it is not active", async () => {
  await page.goto(at);
  await region("Sandbox credentials").waitFor();
  expect(await page.getByRole("navigation", { name: "Environment" }).count()).toBe(0);
  await callApi(page, "POST", `/projects/${projectId}/environments`, {
    plan: "test-drive-premium",
    answers: ANSWERS,
  });
  await page.reload();
  await choice("Test Drive Premium").click();
  await region("Test Drive Premium credentials").getByText("Not active yet").waitFor();
  expect(new URL(page.url()).search).toBe("?environment=production");
  await page.reload();
  await region("Test Drive Premium credentials").waitFor();
  expect(await choice("Test Drive Premium").getAttribute("aria-current")).toBe("page");
  expect(await choice("Sandbox").getAttribute("aria-current")).toBeNull();
  await page.getByText("calls with them are refused until the provider has approved").waitFor();
  await expectGoodPage(page, "environment-pending");
});

test("credentials are added there, and what they hold is shown this once", async () => {
  const credentials = region("Test Drive Premium credentials");
  await credentials.getByRole("button", { name: "Add Partner ID" }).click();
  await dialog().getByLabel("Description").fill("Nightly run");
  await dialog().getByRole("button", { name: "Add credentials" }).click();
  await dialog().getByText("This is the only moment").waitFor();
  const secret = (await dialog().locator('dt:text-is("Partner Secret") + dd .mono').textContent())?.trim();
  expect(secret).toMatch(/^\S{16,}$/);
  await expectGoodPage(page, "environment-credentials-once");
  await dialog().getByRole("button", { name: "I have put them away" }).click();
  const added = credentials.locator(".key").filter({ hasText: "Nightly run" });
  await added.getByText("These secrets were shown once").waitFor();
  expect(await page.content()).not.toContain(secret);
  await added.getByRole("button", { name: "Rotate secret" }).click();
  await dialog().getByRole("button", { name: "Rotate" }).click();
  await dialog().getByText("Copy it now: this secret can't be shown again.").waitFor();
  await dialog().getByRole("button", { name: "Done" }).click();
  await added.getByRole("button", { name: "Delete" }).click();
  await dialog()
    .getByLabel(/^Type “\d+” to delete them/)
    .fill((await added.getAttribute("aria-label"))?.replace("Partner ID ", "") ?? "");
  await dialog().getByRole("button", { name: "Delete credentials" }).click();
  await added.waitFor({ state: "detached" });
});

test("a key's life there: made, rehearsed with its file, scheduled, activated, renamed, revoked; a Client Encryption Key made and reported", async () => {
  await generate("first");
  await mastercardKey("first").getByText("Active", { exact: true }).waitFor();
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  const file = await generate("second");
  await mastercardKey("second").getByText("Inactive", { exact: true }).waitFor();
  await mastercardKey("second").getByRole("button", { name: "Rehearse" }).click();
  await dialog().getByLabel("Key file", { exact: true }).setInputFiles(file);
  await dialog().getByLabel("Keystore password").fill(KEYSTORE_PASSWORD);
  await dialog().getByRole("button", { name: "Prove the key" }).click();
  await mastercardKey("second").getByText("from 127.0.0.1").waitFor();
  await mastercardKey("second").getByRole("button", { name: "Activate" }).click();
  await dialog().getByRole("radio", { name: "At a time" }).check();
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await dialog().getByLabel("Date and time").fill(`${inAMonth}T09:30`);
  await dialog().getByRole("button", { name: "Schedule activation" }).click();
  await mastercardKey("second").getByRole("button", { name: "Cancel activation" }).click();
  await mastercardKey("second")
    .getByRole("button", { name: "Cancel activation" })
    .waitFor({ state: "detached" });
  await mastercardKey("second")
    .getByText(/^Ready/)
    .waitFor();
  await mastercardKey("second").getByRole("button", { name: "Activate" }).click();
  await dialog().getByRole("button", { name: "Activate key" }).click();
  await mastercardKey("second").getByText("Active", { exact: true }).waitFor();
  await page.getByText("In force on the gateway").waitFor();
  await mastercardKey("first").getByRole("button", { name: "Rename" }).click();
  await dialog().getByLabel("Key alias").fill("old");
  await dialog().getByRole("button", { name: "Rename key" }).click();
  await mastercardKey("old").getByRole("button", { name: "Revoke" }).click();
  await dialog().getByLabel("Type “old”").fill("old");
  await dialog().getByRole("button", { name: "Revoke key" }).click();
  await mastercardKeys().getByText("One revoked key").waitFor();
  await clientKeys().getByRole("button", { name: "Create key" }).click();
  await expect.poll(() => clientKeys().getByRole("button", { name: "Revoke" }).count()).toBe(2);
  await clientKeys().getByRole("button", { name: "Report compromised" }).first().click();
  await dialog().getByRole("button", { name: "Report and revoke" }).click();
  await clientKeys().getByText("One revoked key").waitFor();
  await expectGoodPage(page, "environment-keys");
  const [sandbox, production] = await environments();
  expect(production.mastercardEncryptionKeys.map((key: { alias: string }) => key.alias).sort()).toEqual([
    "old",
    "second",
  ]);
  expect([sandbox.mastercardEncryptionKeys.length, sandbox.clientEncryptionKeys.length]).toEqual([0, 1]);
  await choice("Sandbox").click();
  await region("Sandbox credentials").waitFor();
  expect(new URL(page.url()).search).toBe("");
  expect(await page.getByText("Not active yet").count()).toBe(1);
});

test("once it is approved nothing says any more that it isn't active; who only reads sees the keys and no button that changes them", async () => {
  const grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
  const alan = await joinSecondOperator(started, grace, ALAN);
  const lin = await started.newPerson();
  await joinPartner(lin, started.gatehouse.portalUrl, READER);
  const database = openDatabase(started.databaseUrl, { max: 2 });
  await addMember(database, { projectId, email: READER.email, role: "read-only" });
  await closeDatabase(database);
  await approve(grace, alan);
  await expect.poll(async () => (await environments())[1].status).toBe("active");
  await page.reload();
  await choice("Test Drive Premium").click();
  await region("Test Drive Premium credentials").waitFor();
  expect(await page.getByText("Not active yet").count()).toBe(0);

  // Its contract ends in two weeks, which is said where there is something to do about it.
  await page.getByText("Test Drive Premium ends in 14 days.").waitFor();
  await page.goto(`${at}/summary`);
  await page.getByText("Test Drive Premium ends in 14 days.").waitFor();
  await expectGoodPage(page, "environment-ends-summary");
  await grace.goto(`${started.gatehouse.portalUrl}/operator/contracts`);
  await grace.getByText("Ends in 14 days").waitFor();
  await expectGoodPage(grace, "environment-ends-contracts");

  await lin.goto(`${at}?environment=production`);
  await lin
    .getByText("Only admins of the project can see the secrets.")
    .or(lin.getByText("These secrets were shown once"))
    .first()
    .waitFor();
  await lin.getByText("Active", { exact: true }).first().waitFor();
  // A calendar is everybody's own.
  const changing =
    /^(Add (?!to calendar)|Create|Rotate|Delete|Reveal|Activate|Rehearse|Rename|Revoke|Report|Cancel)/;
  expect(await lin.getByRole("main").getByRole("button", { name: changing }).count()).toBe(0);
  await expectGoodPage(lin, "environment-read-only");
});
