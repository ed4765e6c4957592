import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type LocalProvider,
  startLocalProvider,
} from "../../apps/server/src/accounts/identity/testing/local-provider.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const EMAIL = "radia@example.test";
const PASSWORD = "velvet orbit canyon 42";

let provider: LocalProvider;
let started: Started;
let page: Page;
beforeAll(async () => {
  provider = await startLocalProvider();
  started = await startWithPerson(EMAIL, provider.settings);
  provider.register(started.gatehouse.portalUrl);
  page = started.page;
});
afterAll(async () => {
  await started?.stop();
  await provider?.stop();
});

/** At the provider: a name, any password, agreed, unless that was done before. */
async function logInThere(of: Page, name: string, again = false): Promise<void> {
  await of.locator('input[name="login"]').fill(name);
  await of.locator('input[name="password"]').fill("any");
  await of.locator('button[type="submit"]').click();
  if (!again) await of.getByRole("button", { name: "Continue" }).click();
}

test("an identity is linked by the password, and the page says since when", async () => {
  await page.getByRole("link", { name: /^Your account/ }).click();
  await page.getByLabel("Password, to link the identity").fill("not it at all");
  await page.getByRole("button", { name: "Link with ACME Identity" }).click();
  await page.getByText("This is not your password.").waitFor();
  await expectGoodPage(page, "identity-link");
  await page.getByLabel("Password, to link the identity").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await logInThere(page, "radia");
  await page.getByText(/^Linked on/).waitFor();
  expect(page.url()).toBe(`${started.gatehouse.portalUrl}/account`);
  await expectGoodPage(page, "identity-linked");
});

test("the log-in page has the button, and whoever is linked gets in without a password here", async () => {
  const other = await started.newPerson();
  await other.goto(`${started.gatehouse.portalUrl}/log-in`);
  await other.getByRole("button", { name: "Log in with ACME Identity" }).waitFor();
  await expectGoodPage(other, "identity-log-in");
  await other.getByRole("button", { name: "Log in with ACME Identity" }).press("Enter");
  await logInThere(other, "radia");
  await other.getByRole("link", { name: /^Your account/ }).waitFor();
  expect(new URL(other.url()).search).toBe("");
});

test("whoever isn't linked is told what to do, and the answer is in no address", async () => {
  const other = await started.newPerson();
  await other.goto(`${started.gatehouse.portalUrl}/log-in`);
  await other.getByRole("button", { name: "Log in with ACME Identity" }).click();
  await logInThere(other, "eve");
  await other.getByText(/isn't linked to an account/).waitFor();
  await expectGoodPage(other, "identity-refused");
  expect(new URL(other.url()).search).toBe("");
  expect(started.gatehouse.output()).not.toContain(provider.settings.GATEHOUSE_IDENTITY_CLIENT_SECRET);
});

test("the sign-up page has the button: who is vouched for has an account at once, and who has one already is told to log in", async () => {
  provider.tell("kay", { email: "kay@example.test", email_verified: true, name: "Kay McNulty" });
  const other = await started.newPerson();
  await other.goto(`${started.gatehouse.portalUrl}/sign-up`);
  const form = other.getByRole("form", { name: "Sign up with ACME Identity" });
  await form.getByRole("button").press("Enter");
  await logInThere(other, "kay");
  await other.getByText("Name your company where you sign up.").waitFor();
  await other.getByRole("link", { name: "Back to the sign-up" }).press("Enter");
  await form.getByLabel(/^Where you work/).fill("Loom & Thread");
  await expectGoodPage(other, "identity-sign-up");
  await form.getByRole("button").press("Enter");
  await logInThere(other, "kay", true);
  await other.getByRole("link", { name: /^Your account/ }).click();
  await other.getByText("kay@example.test").first().waitFor();
  await other.getByText(/^Linked on/).waitFor();
  await other.getByRole("button", { name: "Change the password" }).press("Enter");
  await other.getByRole("link", { name: "Have a link mailed" }).waitFor();
  await expectGoodPage(other, "identity-account-without-password");

  provider.tell("mallory", { email: EMAIL, email_verified: true, name: "Mallory" });
  const mallory = await started.newPerson();
  await mallory.goto(`${started.gatehouse.portalUrl}/sign-up`);
  const hers = mallory.getByRole("form", { name: "Sign up with ACME Identity" });
  await hers.getByLabel(/^Where you work/).fill("Evil Corp");
  await hers.getByRole("button").press("Enter");
  await logInThere(mallory, "mallory");
  await mallory.getByText(`There is an account with the address ${EMAIL} already.`).waitFor();
  await expectGoodPage(mallory, "identity-sign-up-refused");
  expect(new URL(mallory.url()).search).toBe("");
});

test("a client company is verified by linking: another company is refused in words, the right one is verified at once", async () => {
  const address = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
  const id = await page.evaluate(
    async (client) => {
      const body = JSON.stringify({
        draftId: crypto.randomUUID(),
        name: "For a client",
        purpose: "client",
        client,
        apiService: "open-finance-us",
        commercialCountry: "US",
        sandboxDescription: "",
      });
      const headers = { "content-type": "application/json" };
      const response = await fetch("/api/v1/projects", { method: "POST", headers, body });
      return (await response.json()).project.id as string;
    },
    { legalName: "Client Corp", address },
  );
  const vouched = {
    company_id: "1234567",
    company_address: {
      street_address: "1 Main Street",
      locality: "Springfield",
      postal_code: "12345",
      country: "US",
    },
  };
  provider.tell("grace", { ...vouched, company_name: "Another Corp" });
  provider.tell("radia", { ...vouched, company_name: "Client Corp" });
  await page.goto(`${started.gatehouse.portalUrl}/projects/${id}/production`);
  await page.getByRole("button", { name: "Verify with ACME Identity" }).waitFor();
  await expectGoodPage(page, "company-link");
  await page.getByRole("button", { name: "Verify with ACME Identity" }).press("Enter");
  await logInThere(page, "grace");
  await page
    .getByText(/vouches for another company: legal name “Another Corp”, here “Client Corp”/)
    .waitFor();
  await expectGoodPage(page, "company-mismatch");
  await page.getByRole("link", { name: "Back to the company" }).click();
  await page.getByRole("button", { name: "Verify with ACME Identity" }).click();
  await logInThere(page, "radia");
  await page.getByText(/Verified, at once, by the identity service/).waitFor();
  await expectGoodPage(page, "company-linked");
});
