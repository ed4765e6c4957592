import type { Page, Request } from "playwright-core";
import { expect } from "vitest";

/** So long must nothing be on its way, that what an answer leads to is on its way too. */
const QUIET_MS = 200;

/**
 * Goes from a page of the application to another one as a link does, and waits for what is on it. Unlike a new load it keeps what has been
 * brought to the page and compiled, which is most of the work of a look.
 */
export async function goToPlace(page: Page, path: string): Promise<void> {
  const underway = new Set<Request>();
  let lastEnd = Date.now();
  const begins = (request: Request) => underway.add(request);
  const ends = (request: Request) => {
    underway.delete(request);
    lastEnd = Date.now();
  };
  page.on("request", begins).on("requestfinished", ends).on("requestfailed", ends);
  try {
    const before = await page.getByRole("heading", { level: 1 }).elementHandle();
    await page.evaluate((to) => history.pushState(null, "", to), path);
    // Every page has a heading of its own, so the one before goes with its page.
    await page.waitForFunction((gone) => !gone?.isConnected && document.querySelector("h1") !== null, before);
    await expect
      .poll(() => underway.size === 0 && Date.now() - lastEnd > QUIET_MS, { interval: 20, timeout: 60_000 })
      .toBe(true);
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  } finally {
    page.off("request", begins).off("requestfinished", ends).off("requestfailed", ends);
  }
  expect(new URL(page.url()).pathname).toBe(path);
}
