import { readFile } from "node:fs/promises";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { collect, createProject, type OnboardedPartner, signUp } from "@gatehouse/cli/quickstart/onboard";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { preparedDataDir } from "../program/prepared.ts";
import { type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { browserOfWorker } from "./browser-of-worker.ts";
import { expectGoodPage } from "./expect-good-page.ts";
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
  context = await (await browserOfWorker()).newContext();
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

const clientKeys = () => page.getByRole("region", { name: "Client Encryption Key" });
const credentials = () => page.getByRole("region", { name: "Sandbox credentials" });
const dialog = () => page.getByRole("dialog");

async function expectAccessible(): Promise<void> {
  await expectNoBarrier(page);
}

test("what was never used says so", async () => {
  await clientKeys().getByText("no call has been counted yet").waitFor();
  await expectAccessible();
});

test("calls show beside keys and credentials within seconds: a picture with its meaning as text, and a sentence", async () => {
  await firstCall(partner);
  await firstCall(partner);
  await clientKeys().getByText("2 calls in the last day").waitFor({ timeout: 20_000 });
  await clientKeys().getByRole("img", { name: "Calls of the last week: 2, at most 2 in 6 hours" }).waitFor();
  await credentials().getByText("4 calls in the last day").waitFor();
  await expectAccessible();
});

test("deleting credentials in use shows the use", async () => {
  await credentials().getByRole("button", { name: "Delete" }).click();
  await dialog().getByText("Programs call with these credentials").waitFor();
  await dialog().getByText("4 calls").first().waitFor();
  await expectAccessible();
  await page.keyboard.press("Escape");
});

test("revoking a key in use shows calls of the last hour, day and week, and repeats what was seen", async () => {
  await clientKeys().getByRole("button", { name: "Create key" }).click();
  await expect.poll(() => clientKeys().getByRole("button", { name: "Revoke" }).count()).toBe(2);
  await clientKeys().getByRole("button", { name: "Revoke" }).last().click();
  await dialog().getByText("It is in use").waitFor();
  for (const window of ["Last hour", "Last day", "Last week", "Last used"]) {
    expect(await dialog().getByText(window).isVisible()).toBe(true);
  }
  await expectAccessible();
  const label = (await dialog().locator("label").textContent()) ?? "";
  await dialog()
    .getByRole("textbox")
    .fill(/“([0-9a-f]{8})”/.exec(label)?.[1] ?? "");
  await dialog().getByRole("button", { name: "Revoke key" }).click();
  await clientKeys().getByText("One revoked key").waitFor();
});

test("a page says which operations were called, and the file has the same by the day", async () => {
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await page.getByRole("heading", { name: "Usage", level: 1 }).waitFor();
  await page.getByText("POST /aggregation/v2/partners/authentication").waitFor();
  await expectGoodPage(page, "usage");
  await page.getByLabel("Time").selectOption({ label: "Last day" });
  await page.getByText("POST /aggregation/v2/partners/authentication").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download by day (CSV)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^quickstart.*-SANDBOX-usage\.csv$/);
  const text = await readFile(await file.path(), "utf8");
  expect(text).toMatch(/^day,operation,calls,succeeded,refused,failed,encrypted,mean_milliseconds\r\n/);
  expect(text).toContain(",POST /aggregation/v2/partners/authentication,");
});

test("on a phone nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 740 });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
});
