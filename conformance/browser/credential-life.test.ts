import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

interface Secrets {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
}

let started: Started;
let page: Page;
/** Of the first set, as first shown. */
let first: Secrets;
beforeAll(async () => {
  started = await startWithPerson("dorothy@example.test");
  page = started.page;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Credentials");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByLabel("Description").fill("The web shop");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByText("The web shop").waitFor();
  first = await reveal(sets().first());
});
afterAll(() => started?.stop());

const sets = () => page.getByRole("region", { name: /^Partner ID 2445/ });
const setOf = (partnerId: string) => page.getByRole("region", { name: `Partner ID ${partnerId}` });

async function reveal(set: ReturnType<typeof sets>): Promise<Secrets> {
  await set.getByRole("button", { name: "Reveal" }).click();
  await set.getByRole("button", { name: "Cover" }).waitFor();
  const [partnerId = "", partnerSecret = "", appKey = ""] = await set.locator("dd .mono").allTextContents();
  return { partnerId, partnerSecret, appKey };
}

/** The status of a log-in at the gate. */
async function logIn({ partnerId, partnerSecret, appKey }: Secrets): Promise<number> {
  const response = await fetch(`${started.gatehouse.gatewayUrl}/aggregation/v2/partners/authentication`, {
    method: "POST",
    headers: { "content-type": "application/json", "finicity-app-key": appKey },
    body: JSON.stringify({ partnerId, partnerSecret }),
  });
  return response.status;
}

async function expectAccessible(): Promise<void> {
  await expectNoBarrier(page);
}

test("a secret is rotated: the new one is shown, the old one works on until it is stopped", async () => {
  expect(await logIn(first)).toBe(200);
  await setOf(first.partnerId).getByRole("button", { name: "Rotate secret" }).click();
  await page.getByLabel("The old secret works on for").waitFor();
  await expectAccessible();
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await page.getByRole("heading", { name: "The new Partner Secret" }).waitFor();
  const partnerSecret = (await page.getByRole("dialog").locator(".mono").textContent()) ?? "";
  await expectAccessible();
  await page.getByRole("button", { name: "Done" }).click();
  const rotated = { ...first, partnerSecret };
  await expect.poll(() => logIn(rotated)).toBe(200);
  expect(await logIn(first)).toBe(200);
  await setOf(first.partnerId).getByText("works until").waitFor();
  await setOf(first.partnerId).getByRole("button", { name: "Stop it now" }).click();
  await setOf(first.partnerId).getByText("works until").waitFor({ state: "detached" });
  await expect.poll(() => logIn(first)).toBe(401);
  expect(await logIn(rotated)).toBe(200);
  first = rotated;
});

test("a second set is added, logs in, and is deleted once its Partner ID is typed", async () => {
  await page.getByRole("button", { name: "Add Partner ID" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("The night job");
  await expectAccessible();
  await page.getByRole("dialog").getByRole("button", { name: "Add credentials" }).click();
  await page.getByText("The night job").waitFor();
  const second = await reveal(sets().filter({ hasText: "The night job" }));
  expect(second.partnerId).not.toBe(first.partnerId);
  await expect.poll(() => logIn(second)).toBe(200);
  await setOf(second.partnerId).getByRole("button", { name: "Delete" }).click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Delete credentials" });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByRole("textbox").fill(second.partnerId);
  await expectAccessible();
  await confirm.click();
  await setOf(second.partnerId).waitFor({ state: "detached" });
  await expect.poll(() => logIn(second)).toBe(401);
  expect(await logIn(first)).toBe(200);
});

test("the last set says what its deletion means, and the page helps afterwards", async () => {
  await setOf(first.partnerId).getByRole("button", { name: "Delete" }).click();
  await page.getByText("They are the only ones in Sandbox").waitFor();
  await page.getByRole("dialog").getByRole("textbox").fill(first.partnerId);
  await page.getByRole("dialog").getByRole("button", { name: "Delete credentials" }).click();
  await page.getByText("There are none, so no program can call").waitFor();
  await expect.poll(() => logIn(first)).toBe(401);
  await expectAccessible();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize({ width: 375, height: 740 });
  expect(await overflow()).toBeLessThanOrEqual(0);
});
