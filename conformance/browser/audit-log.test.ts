import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyLines } from "../../apps/cli/src/audit/verify-lines.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { joinOperator } from "./join-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

let started: Started;
let page: Page;
let operator: Page;
beforeAll(async () => {
  started = await startWithPerson("hedy@example.test");
  page = started.page;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Frequency Hopping");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("button", { name: "Reveal" }).click();
  await page.getByRole("button", { name: "Cover" }).waitFor();
  operator = await started.newPerson();
  await joinOperator(started.gatehouse, operator, {
    email: "grace@provider.test",
    password: "quiet harbor lantern 77",
  });
});
afterAll(() => started?.stop());

async function expectGood(on: Page, name: string): Promise<void> {
  await expectNoBarrier(on);
  const folder = process.env.GATEHOUSE_PICTURES;
  for (const [look, width, height] of [
    ["", 1280, 860],
    ["-phone", 390, 844],
  ] as const) {
    await on.setViewportSize({ width, height });
    if (folder !== undefined) await on.screenshot({ path: `${folder}/${name}${look}.png`, fullPage: true });
    expect(await on.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await on.setViewportSize({ width: 1280, height: 860 });
}

const events = (on: Page) => on.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");

test("a member reads the log in sentences, opens an event, and filters; the address holds the view", async () => {
  await page.getByRole("link", { name: "Whole audit log" }).click();
  await page
    .getByText(/^Ada Lovelace looked at the secrets of Partner ID \d+ from 127\.0\.0\.1\.$/)
    .waitFor();
  await page.getByText("created the project “Frequency Hopping”").click();
  await page.getByRole("row", { name: "Name Frequency Hopping" }).waitFor();
  expect(await page.locator("time").first().getAttribute("title")).toMatch(/^\d{4}-\d\d-\d\d [\d:.]+ UTC$/);
  await expectGood(page, "audit-log");

  await page.getByLabel("Search").fill("frequency");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("1 event, and no more.").waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("frequency");
  const shared = await page.context().newPage();
  await shared.goto(page.url());
  await shared.getByText("1 event, and no more.").waitFor();
  expect(await shared.getByLabel("Search").inputValue()).toBe("frequency");
  await shared.close();

  await page.getByLabel("Event", { exact: true }).selectOption({ label: "Credentials: all" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
  await expectGood(page, "audit-log-empty");
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect.poll(() => events(page).count()).toBeGreaterThan(3);
  expect(new URL(page.url()).search).toBe("");
});

test("a refusal is told beside the filters, and mended there", async () => {
  await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?action=key.stolen`);
  await page.getByRole("alert").filter({ hasText: "There is no such event." }).waitFor();
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect.poll(() => events(page).count()).toBeGreaterThan(3);
});

async function download(on: Page, name: string): Promise<string> {
  const [file] = await Promise.all([on.waitForEvent("download"), on.getByRole("link", { name }).click()]);
  return readFile(await file.path(), "utf8");
}

test("the whole trail is downloaded and holds; a filtered one says that it can't be verified", async () => {
  const whole = await download(page, "Download audit trail");
  expect((await verifyLines(whole.split("\n"), [])).entries).toBeGreaterThan(3);
  await page.getByLabel("Event", { exact: true }).selectOption({ label: "Secrets shown" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const filtered = await download(page, "Download what is shown");
  expect(filtered.split("\n")[0]).toContain("can't be verified as a chain");
  expect(filtered).toContain('"action":"credential.revealed"');
  expect(filtered).not.toContain('"action":"project.created"');
});

test("an operator reads all trails, goes to one project's, and exports it, which is written down", async () => {
  await operator.getByRole("navigation", { name: "Operators' console" }).getByText("Audit log").click();
  await operator.getByText("Frequency Hopping", { exact: true }).first().waitFor();
  await operator.getByLabel("Company or client").fill("analytical");
  await operator.getByRole("button", { name: "Show", exact: true }).click();
  await operator.getByText(/events, and no more\.$/).waitFor();
  await operator.getByText("created the project “Frequency Hopping”").click();
  await expectGood(operator, "operator-audit-log");
  const whole = await download(operator, "Export this trail");
  expect((await verifyLines(whole.split("\n"), [])).entries).toBeGreaterThan(3);
  await operator.getByRole("link", { name: "Only this project" }).click();
  await operator.getByText("Show everything").waitFor();
  await operator.getByRole("button", { name: "Show everything" }).click();
  await operator.getByText(/^Grace Hopper exported the audit trail from 127\.0\.0\.1\.$/).waitFor();
});
