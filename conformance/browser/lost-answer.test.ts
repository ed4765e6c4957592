import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openPkcs12 } from "@gatehouse/keystore/pkcs12/open-pkcs12";
import type { Page } from "playwright-core";
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

test("a press is a click, though a list above it arrives before it ends", async () => {
  let arrive: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const sessions = "**/api/v1/accounts/me/sessions";
  await page.route(sessions, async (route) => {
    const answer = await route.fetch();
    const { items } = await answer.json();
    const many = Array.from({ length: 12 }, (_, number) => ({ ...items[0], id: `session-${number}` }));
    await held;
    await route.fulfill({ response: answer, json: { items: many } });
  });
  await page.goto(new URL("/account", page.url()).href);
  const link = page.getByRole("link", { name: "Choose your mails" });
  await link.scrollIntoViewIfNeeded();
  const place = await link.boundingBox();
  if (place === null) throw new Error("the link is nowhere");
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.down();
  const answered = page.waitForResponse(sessions);
  arrive();
  await (await answered).finished();
  // As long as a slow press: more than enough for the list to be drawn.
  await page.waitForTimeout(300);
  await page.mouse.up();
  await page.waitForURL("**/notices/settings");
  await page.unroute(sessions);
});
