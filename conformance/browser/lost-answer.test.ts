import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openPkcs12 } from "@gatehouse/keystore/pkcs12/open-pkcs12";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Started, startWithPerson } from "./start-with-person.ts";

const KEYSTORE_PASSWORD = "correct horse 1";
const ADD_KEY = "**/mastercard-encryption-keys";
const CREATE = "**/api/v1/projects";

let started: Started;
let page: Page;
beforeAll(async () => {
  started = await startWithPerson("grace@example.test");
  page = started.page;
});
afterAll(() => started?.stop());

/** Lets requests to an address through and loses their answers on the way back, as many as said. */
async function loseAnswers(address: string, count: number): Promise<{ bodies: string[] }> {
  const bodies: string[] = [];
  await page.route(address, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    bodies.push(route.request().postData() ?? "");
    const answer = await route.fetch();
    return bodies.length <= count ? route.abort() : route.fulfill({ response: answer });
  });
  return { bodies };
}

async function fillKey(alias: string): Promise<void> {
  await page.getByLabel("Key alias").fill(alias);
  await page.getByLabel("Keystore password", { exact: true }).fill(KEYSTORE_PASSWORD);
  await page.getByLabel("Repeat keystore password").fill(KEYSTORE_PASSWORD);
}

/** The kid that the dashboard shows is that of the private key in the file. */
async function expectKeyOfDashboard(
  download: Promise<{ saveAs(path: string): Promise<void> }>,
): Promise<void> {
  const file = join(started.folder, "key.p12");
  await (await download).saveAs(file);
  const opened = await openPkcs12(new Uint8Array(await readFile(file)), KEYSTORE_PASSWORD);
  const certificate = new X509Certificate(opened.certificates[0] ?? "");
  const key = createPrivateKey({ key: Buffer.from(opened.keys[0].privateKey), format: "der", type: "pkcs8" });
  expect(certificate.checkPrivateKey(key)).toBe(true);
  const kid = await crypto.subtle.digest(
    "SHA-256",
    certificate.publicKey.export({ type: "spki", format: "der" }),
  );
  const projects = await page.evaluate(async () => (await fetch("/api/v1/projects")).json());
  const path = `/api/v1/projects/${projects.items[0].id}`;
  const { project } = await page.evaluate(async (at) => (await fetch(at)).json(), path);
  const keys = project.environments[0].mastercardEncryptionKeys;
  expect(keys.map((each: { kid: string }) => each.kid)).toEqual([Buffer.from(kid).toString("hex")]);
}

test("the answer to a new project is lost twice, and the key file that is downloaded is the project's", async () => {
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Over a bad line");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await fillKey("line key");
  const { bodies } = await loseAnswers(CREATE, 2);
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("heading", { name: "Download key file" }).waitFor();
  await page.unroute(CREATE);
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download key file" }).click();
  await expectKeyOfDashboard(download);
});

test("when no answer comes at all the page says what it holds, and trying again brings the same key", async () => {
  await page.goto(started.gatehouse.portalUrl);
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Without a key yet");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("button", { name: "Generate and download" }).waitFor();
  await fillKey("added key");
  const { bodies } = await loseAnswers(ADD_KEY, 4);
  await page.getByRole("button", { name: "Generate and download" }).click();
  await page.getByText("stay here and try again").waitFor();
  // The page reads the project anew meanwhile, and finds the key there.
  await page.getByText("Download certificate").waitFor();
  expect(await page.getByLabel("Key alias").isDisabled()).toBe(true);
  const asked = page.waitForEvent("dialog").then(async (dialog) => {
    await dialog.dismiss();
    return dialog.message();
  });
  await page.getByRole("link", { name: "Your projects" }).click();
  expect(await asked).toContain("not downloaded yet");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Try again" }).click();
  await expectKeyOfDashboard(download);
  expect(bodies).toHaveLength(5);
  expect(new Set(bodies).size).toBe(1);
  await page.unroute(ADD_KEY);

  // The file stays at hand until its owner says that it has arrived.
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download again" }).click();
  await expectKeyOfDashboard(again);
  await page.getByRole("button", { name: "I have the file" }).click();
  await page.getByRole("button", { name: "Download again" }).waitFor({ state: "detached" });
});

test("a refusal after a lost answer doesn't throw the key away", async () => {
  await page.goto(started.gatehouse.portalUrl);
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Refused afterwards");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await fillKey("line key");
  let calls = 0;
  await page.route(CREATE, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    calls += 1;
    if (calls === 1) {
      await route.fetch();
      return route.abort();
    }
    if (calls === 2)
      return route.fulfill({ status: 429, json: { code: "busy", detail: "Try again later." } });
    return route.continue();
  });
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByText("stay here and try again").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Download key file" }).waitFor();
  await page.unroute(CREATE);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download key file" }).click();
  await expectKeyOfDashboard(download);
});

test("a key that is in no file yet isn't left without a question, and any of its forms will do", async () => {
  await page.goto(started.gatehouse.portalUrl);
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Left in a hurry");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await fillKey("hurried key");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Download key file" }).waitFor();
  const asked = page.waitForEvent("dialog").then(async (dialog) => {
    await dialog.dismiss();
    return dialog.message();
  });
  await page.getByRole("button", { name: "Open project" }).click();
  expect(await asked).toContain("not downloaded yet");
  // Still here, with the key: the compatibility file alone is enough to go.
  await page.getByText("Does your program need the key in another form?").click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download Compatibility key file (.p12)" }).click();
  await download;
  await page.getByRole("button", { name: "Open project" }).click();
  await page.getByRole("heading", { name: "Left in a hurry" }).waitFor();
});

/** Holds back what a request reads until it is let through. */
async function holdBack(address: string, answerWith: (json: object) => object = (json) => json) {
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(address, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response, json: answerWith(await response.json()) });
  });
  return { letThrough: () => letThrough() };
}

/** A slow press of what stands there, during which something happens: long enough for it to be drawn. */
async function press(target: Locator, meanwhile: () => Promise<unknown>): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const place = await target.boundingBox();
  if (place === null) throw new Error("it is nowhere");
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.down();
  await meanwhile();
  await page.waitForTimeout(300);
  await page.mouse.up();
}

test("a press is a click, though a list above it arrives before it ends", async () => {
  const sessions = "**/api/v1/accounts/me/sessions";
  const { letThrough } = await holdBack(sessions, (json) => {
    const { items } = json as { items: object[] };
    return { items: Array.from({ length: 12 }, (_, number) => ({ ...items[0], id: `session-${number}` })) };
  });
  await page.goto(new URL("/account", page.url()).href);
  const answered = page.waitForResponse(sessions);
  await press(page.getByRole("link", { name: "Choose your mails" }), async () => {
    letThrough();
    await (await answered).finished();
  });
  await page.waitForURL("**/notices/settings");
  await page.unroute(sessions);
});

test("a press is a click, though a call is refused before it ends and the page says why above it", async () => {
  await page.goto(new URL("/account", page.url()).href);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByLabel("Password until now").fill("not the one");
  await page.getByLabel("New password").fill("marble tulip seven 88");
  const change = "**/api/v1/accounts/me/password";
  const { letThrough } = await holdBack(change);
  const refused = page.waitForResponse(change);
  await page.getByRole("button", { name: "Change it" }).click();
  await press(page.getByRole("link", { name: "Have a link mailed" }), async () => {
    letThrough();
    await (await refused).finished();
  });
  expect((await refused).ok()).toBe(false);
  await page.waitForURL("**/forgot-password");
  await page.unroute(change);
});

test("once its owner has the file the card is gone and nothing is asked, though the project is still being read anew", async () => {
  await page.goto(started.gatehouse.portalUrl);
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Read slowly");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("heading", { name: "Read slowly" }).waitFor();
  await fillKey("slow key");
  await page.getByRole("link", { name: "Whole audit log" }).waitFor();
  const activity = "**/activity";
  const { letThrough } = await holdBack(activity);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Generate and download" }).click();
  await download;
  await page.locator(".key", { hasText: "slow key" }).waitFor();
  await page.getByRole("button", { name: "I have the file" }).click();
  await page.getByText("Add a Mastercard Encryption Key").waitFor({ state: "detached", timeout: 2_000 });
  await page.getByRole("link", { name: "Whole audit log" }).click();
  await page.waitForURL("**/audit");
  // The page has gone, and the request that was held with it.
  await page.unrouteAll({ behavior: "ignoreErrors" });
  letThrough();
});
