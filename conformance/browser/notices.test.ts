import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// The bell: it rings, says what has happened, leads there and falls silent; and what comes by mail is each person's choice.

let started: Started;
let page: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  page = started.page;
});
afterAll(() => started?.stop());

const bell = () => page.getByRole("button", { name: /^Notices/ });
const panel = () => page.getByRole("region", { name: "Newest notices" });
const unread = () => bell().getAttribute("aria-label");
const callApi = (method: string, path: string, body: unknown = {}) =>
  page.evaluate(
    async ([how, where, what]) =>
      (
        await fetch(`/api/v1${where}`, {
          method: how,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(what),
        })
      ).status,
    [method, path, body] as const,
  );

test("with nothing told the bell is silent and says what will stand there", async () => {
  await bell().click();
  await panel().getByText("Nothing yet.").waitFor();
  await expectGoodPage(page, "bell-empty");
  await page.keyboard.press("Escape");
  await panel().waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Notices");
});

test("it rings for what has happened, and each notice leads to what it is about and is read by that", async () => {
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Bell Foundry");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
  await page.getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await page.getByText("An invitation is on its way to lin@example.test.").waitFor();
  await page.goto(started.gatehouse.portalUrl);
  await expect.poll(unread).toBe("Notices, 2 unread");
  await bell().click();
  await panel().getByText("Somebody was invited to “Bell Foundry”").waitFor();
  await expectGoodPage(page, "bell");
  await panel()
    .getByRole("link", { name: /Somebody was invited/ })
    .click();
  await page.getByRole("heading", { name: "Team" }).first().waitFor();
  await panel().waitFor({ state: "detached" });
  await expect.poll(unread).toBe("Notices, 1 unread");
});

test("the keyboard alone opens it, marks all as read and goes on to all notices", async () => {
  await page.goto(started.gatehouse.portalUrl);
  await bell().focus();
  await page.keyboard.press("Enter");
  await panel().getByRole("button", { name: "Mark all as read" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(unread).toBe("Notices");
  await panel().getByRole("link", { name: "All notices" }).press("Enter");
  await page.getByRole("heading", { name: "Notices", level: 1 }).waitFor();
  await page.getByText("Your project “Bell Foundry” is ready").waitFor();
  await expectGoodPage(page, "notices");
});

test("older ones come on demand", async () => {
  const path = new URL(page.url()).origin;
  await page.goto(`${path}/`);
  await page
    .getByRole("link", { name: /Bell Foundry/ })
    .first()
    .click();
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
  const [id] = /[0-9a-f-]{36}/.exec(page.url()) ?? [];
  for (let change = 0; change < 20; change += 1)
    expect(await callApi("PUT", `/projects/${id}/archived`, { archived: change % 2 === 0 })).toBe(204);
  await page.goto(`${path}/notices`);
  const items = page.locator(".notices > li");
  await expect.poll(() => items.count()).toBe(20);
  await page.getByRole("button", { name: "Show older ones" }).click();
  await expect.poll(() => items.count()).toBeGreaterThan(20);
});

test("what comes by mail and in which language is chosen, and kept; what is about security can't be chosen away", async () => {
  await page.getByRole("link", { name: "Choose your mails" }).click();
  await page.getByRole("heading", { name: "Your mails" }).waitFor();
  await page.getByRole("heading", { name: "Always by mail" }).waitFor();
  await expectGoodPage(page, "notice-settings");
  await page.getByLabel("Language of notices").selectOption("es");
  await page.getByLabel("Somebody was invited").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByText("Saved.").waitFor();
  await page.reload();
  await page.getByLabel("Somebody was invited").waitFor();
  expect(await page.getByLabel("Somebody was invited").isChecked()).toBe(false);
  expect(await page.getByLabel("Language of notices").inputValue()).toBe("es");
  expect(await page.getByLabel("An encryption key was revoked").count()).toBe(0);
  await page.goto(`${started.gatehouse.portalUrl}/notices`);
  await page
    .getByText("Su proyecto «Bell Foundry» está listo")
    .or(page.getByText("El proyecto «Bell Foundry»").first())
    .first()
    .waitFor();
});

test("a list that can't be read says so, and is there after another try", async () => {
  await page.route("**/api/v1/notices", (route) => route.abort());
  await page.goto(`${started.gatehouse.portalUrl}/notices`);
  await page.getByText("The server can't be reached").first().waitFor();
  await expectGoodPage(page, "notices-error");
  await page.unroute("**/api/v1/notices");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Bell Foundry").first().waitFor();
});
