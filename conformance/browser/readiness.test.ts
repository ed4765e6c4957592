import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { collect, createProject, type OnboardedPartner, signUp } from "@gatehouse/cli/quickstart/onboard";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { preparedDataDir } from "../program/prepared.ts";
import { type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { browserOfWorker } from "./browser-of-worker.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";

let data: Awaited<ReturnType<typeof preparedDataDir>>;
let gatehouse: RunningGatehouse;
let context: BrowserContext;
let page: Page;
let partner: OnboardedPartner;

beforeAll(async () => {
  data = await preparedDataDir();
  gatehouse = await startGatehouse(data.path);
  const desk = new DeskClient(gatehouse.portalUrl);
  const person = await signUp(desk);
  partner = await collect(desk, await createProject(desk, person));
  const certificateRequest = await createCertificateRequest(
    { commonName: "successor" },
    await generateRsaKeyPair(2048),
  );
  await desk.post(`/api/v1/projects/${partner.projectId}/environments/sandbox/mastercard-encryption-keys`, {
    alias: "successor",
    certificateRequest,
  });
  await firstCall(partner);
  context = await (await browserOfWorker()).newContext({ timezoneId: "Europe/Berlin" });
  page = await context.newPage();
  await page.goto(`${gatehouse.portalUrl}/log-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: /Quickstart/ }).click();
});
afterAll(async () => {
  await context?.close();
  await gatehouse?.stop();
  await data?.remove();
});

const keys = () => page.getByRole("region", { name: "Mastercard Encryption Key", exact: true });
const key = (alias: string) =>
  keys()
    .locator(".key")
    .filter({ has: page.locator("dd > strong").getByText(alias, { exact: true }) });
const dialog = () => page.getByRole("dialog");

async function expectAccessible(): Promise<void> {
  await expectNoBarrier(page);
}

test("the key that waits says how many programs can read it, and so does the dialog before it is activated", async () => {
  await key("successor").getByText("0 of 1 caller can read this key").waitFor({ timeout: 20_000 });
  await key("successor").getByRole("button", { name: "Activate" }).click();
  await dialog().getByText("0 of 1 caller can read this key").waitFor();
  await expectAccessible();
});

test("an activation is scheduled in the person's time, shown with UTC, on the key and on the timeline, and cancelled", async () => {
  await dialog().getByRole("radio", { name: "At a time" }).check();
  const schedule = dialog().getByRole("button", { name: "Schedule activation" });
  await dialog().getByLabel("Activate it without a rehearsal").check();
  expect(await schedule.isDisabled()).toBe(true);
  const when = new Date(Date.now() + 40 * 86_400_000);
  await dialog()
    .getByLabel("Date and time")
    .fill(`${when.toISOString().slice(0, 10)}T09:30`);
  // Berlin is an hour ahead in winter and two in summer.
  await dialog()
    .getByText(/0[78]:30 UTC/)
    .waitFor();
  await expectAccessible();
  await schedule.click();
  await dialog().waitFor({ state: "detached" });
  await key("successor")
    .getByText(/0[78]:30 UTC/)
    .waitFor();
  await page.getByRole("img", { name: /successor, whose activation is scheduled/ }).waitFor();
  await expectAccessible();
  await key("successor").getByRole("button", { name: "Cancel activation" }).click();
  await key("successor")
    .getByText(/0[78]:30 UTC/)
    .waitFor({ state: "detached" });
});

test("a time that is past is refused with a word beside the field", async () => {
  await key("successor").getByRole("button", { name: "Activate" }).click();
  await dialog().getByRole("radio", { name: "At a time" }).check();
  await dialog().getByLabel("Activate it without a rehearsal").check();
  await dialog().getByLabel("Date and time").fill("2020-01-01T09:30");
  await dialog().getByRole("button", { name: "Schedule activation" }).click();
  await dialog().getByText("Choose a time that is still to come.").first().waitFor();
  await expectAccessible();
  await page.keyboard.press("Escape");
});

test("the worker activates it at its time", async () => {
  const status = await page.evaluate(async (projectId) => {
    const { project } = await (await fetch(`/api/v1/projects/${projectId}`)).json();
    const [sandbox] = project.environments;
    const waiting = sandbox.mastercardEncryptionKeys.find(
      (each: { alias: string }) => each.alias === "successor",
    );
    const path = `/api/v1/projects/${projectId}/mastercard-encryption-keys/${waiting.id}`;
    const response = await fetch(`${path}/schedule`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ at: new Date(Date.now() + 2_000).toISOString() }),
    });
    return response.status;
  }, partner.projectId);
  expect(status).toBe(200);
  await key("successor").getByText("Active", { exact: true }).waitFor({ timeout: 30_000 });
  await page.getByText("In force on the gateway").waitFor();
});

test("on a phone nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 740 });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
});
