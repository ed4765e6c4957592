import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type { Page } from "playwright-core";
import { freshDataDir, startGatehouse } from "../program/start-gatehouse.ts";
import { type FullHouse, fillHouse, openPlace, PEOPLE } from "./full-house.ts";
import { openBrowser } from "./open-browser.ts";
import { signUp } from "./sign-up.ts";

// Takes the pictures of docs/screenshots with the real program and a real browser: npm run screenshots

const FOLDER = new URL("../../docs/screenshots/", import.meta.url).pathname;
const PASSWORD = "velvet orbit canyon 42";
const LOOKS = [
  { name: "", viewport: { width: 1280, height: 860 }, colorScheme: "light" },
  { name: "-dark", viewport: { width: 1280, height: 860 }, colorScheme: "dark" },
  { name: "-phone", viewport: { width: 375, height: 740 }, colorScheme: "light" },
] as const;

async function walk(
  page: Page,
  portalUrl: string,
  look: string,
  shot: (name: string) => Promise<void>,
): Promise<void> {
  await signUp(page, portalUrl, { email: `ada${look}@example.test`, password: PASSWORD }, shot);
  await shot("projects-empty");
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Payroll");
  await shot("wizard-1-details");
  await page.getByRole("radio", { name: "For a client" }).check();
  await shot("wizard-1-client");
  await page.getByRole("radio", { name: "For myself" }).check();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByLabel("Description").fill("Nightly payroll run");
  await shot("wizard-2-service");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByLabel("Key alias").fill("payroll-key");
  await page.getByLabel("Keystore password", { exact: true }).fill("correct horse 1");
  await page.getByLabel("Repeat keystore password").fill("correct horse 2");
  await page.getByRole("button", { name: "Proceed" }).click();
  await shot("wizard-3-key");
  await page.getByLabel("Repeat keystore password").fill("correct horse 1");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Download key file" }).waitFor();
  await shot("wizard-4-download");
  await page.getByRole("button", { name: "Download key file" }).click();
  await page.getByRole("button", { name: "Open project" }).click();
  await page.getByText("In force on").waitFor();
  await shot("dashboard");
  await keyRoom(page, shot);
  await page.goto(portalUrl);
  await page.getByRole("link", { name: /Payroll/ }).waitFor();
  await shot("projects");
}

/** A second key brought as a request, and what is asked before it is activated and the first one revoked. */
async function keyRoom(page: Page, shot: (name: string) => Promise<void>): Promise<void> {
  const keys = page.getByRole("region", { name: "Mastercard Encryption Key", exact: true });
  const pair = await generateRsaKeyPair(2048);
  const request = await createCertificateRequest({ commonName: "payroll-2027", organization: "Acme" }, pair);
  await keys.getByRole("button", { name: "Add key" }).click();
  await page.getByRole("radio", { name: "Bring a request" }).check();
  await page.getByLabel("Or paste the request").fill(request);
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByLabel("Key alias").fill("payroll-key-2027");
  await shot("add-key-request");
  await page.getByRole("button", { name: "Add key" }).last().click();
  await keys.getByText("Inactive", { exact: true }).waitFor();
  await keys.getByRole("button", { name: "Activate" }).click();
  await page.getByRole("dialog").waitFor();
  await shot("activate-key");
  await page.getByLabel("Activate it without a rehearsal").check();
  await page.getByRole("dialog").getByRole("button", { name: "Activate key" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // The keys change their places; a click meanwhile would hit what was there before.
  await page.waitForLoadState("networkidle");
  await keys.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").waitFor();
  await shot("revoke-key");
  await page.keyboard.press("Escape");
  await page.getByText("In force on").waitFor();
  await shot("dashboard-two-keys");
}

/** Every page of an operator and of a partner in a house that is full, as far as a screen shows it. */
async function lookAround(
  page: Page,
  house: FullHouse,
  person: (typeof PEOPLE)[number],
  look: string,
): Promise<void> {
  await house.enter(page, person);
  for (const place of await house.placesOf(page, person)) {
    await openPlace(page, place);
    await page.screenshot({ path: join(FOLDER, `${place.name}${look}.png`) });
  }
}

const data = await freshDataDir();
const gatehouse = await startGatehouse(data.path, { GATEHOUSE_LOG: "warn" });
const browser = await openBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  for (const { name: look, viewport, colorScheme } of LOOKS) {
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    await walk(page, gatehouse.portalUrl, look, async (name) => {
      // One picture says how the dark pages look; the others would only weigh.
      if (colorScheme === "dark" && name !== "dashboard") return;
      await page.screenshot({ path: join(FOLDER, `${name}${look}.png`), fullPage: true });
    });
    await context.close();
  }
  const house = await fillHouse(gatehouse, { GATEHOUSE_DATA_DIR: data.path });
  for (const { name: look, viewport, colorScheme } of LOOKS.filter((one) => one.colorScheme === "light")) {
    for (const person of PEOPLE) {
      const context = await browser.newContext({ viewport, colorScheme });
      await lookAround(await context.newPage(), house, person, look);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await gatehouse.stop();
  await data.remove();
}
