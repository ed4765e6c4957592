import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

let started: Started;
let page: Page;
beforeAll(async () => {
  started = await startWithPerson("dorothy@example.test");
  page = started.page;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Payroll");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("heading", { name: "Service details" }).waitFor();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("heading", { name: "Payroll" }).waitFor();
});
afterAll(() => started?.stop());

const steps = () => page.getByRole("region", { name: "What to do next" });

async function generate(alias: string): Promise<void> {
  await page.getByLabel("Key alias").fill(alias);
  await page.getByLabel("Keystore password", { exact: true }).fill("correct horse 1");
  await page.getByLabel("Repeat keystore password").fill("correct horse 1");
  await page.getByRole("button", { name: "Generate and download" }).click();
  await page.getByRole("button", { name: "I have the file" }).click();
}

async function expectAccessible(): Promise<void> {
  await expectNoBarrier(page);
}

test("the page says what to do next, and leads there", async () => {
  await steps().getByText("There is no Mastercard Encryption Key yet").waitFor();
  await generate("first");
  await steps().getByText("Nothing: all keys are in order.").waitFor();
  await page
    .getByRole("region", { name: "Mastercard Encryption Key", exact: true })
    .getByRole("button", { name: "Add key" })
    .click();
  await generate("second");
  await steps().getByText("Prove the key “second” before activating it").waitFor();
  await expectAccessible();
  await steps().getByRole("button", { name: "Show key" }).click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("second");
});

test("a calendar address is made, shown once with a way to copy and to open it, made anew and ended", async () => {
  const card = page.getByRole("region", { name: "Calendar" });
  await card.getByRole("button", { name: "Add to calendar" }).click();
  const address = card.getByText(/^https?:.*\.ics$/);
  await address.waitFor();
  await expectAccessible();
  const url = (await address.textContent()) ?? "";
  expect(await card.getByRole("link", { name: "Open in calendar" }).getAttribute("href")).toBe(
    url.replace(/^https?:/, "webcal:"),
  );
  const read = async (from: string) => (await fetch(from)).status;
  expect(await read(url)).toBe(200);
  await card.getByRole("button", { name: "Make a new address" }).click();
  await expect.poll(() => address.textContent()).not.toBe(url);
  const fresh = (await address.textContent()) ?? "";
  expect([await read(url), await read(fresh)]).toEqual([404, 200]);
  await page.reload();
  await card.getByText("A calendar last asked for it on").waitFor();
  expect(await address.count()).toBe(0);
  await card.getByRole("button", { name: "End the address" }).click();
  await card.getByRole("button", { name: "Add to calendar" }).waitFor();
  expect(await read(fresh)).toBe(404);
});

test("both cards fit a phone", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole("button", { name: "Add to calendar" }).click();
  await page.getByRole("link", { name: "Open in calendar" }).waitFor();
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
});
