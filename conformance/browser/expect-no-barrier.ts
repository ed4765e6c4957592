import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Without its comments: half of the work for a page to read. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * No barrier that axe knows of. It stays in a page that it has been brought to, because bringing it is a good part of a look.
 *
 * @param within a selector, where the rest of the page has been looked at before
 */
export async function expectNoBarrier(page: Page, within: string | null = null): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const barriers = await page.evaluate(async (selector) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run(selector ?? document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, within);
  expect(barriers.join("\n")).toBe("");
}
