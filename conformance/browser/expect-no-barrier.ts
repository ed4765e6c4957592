import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * No barrier that axe knows of. It stays in a page that it has been brought to, because bringing it is a good part of a look.
 *
 * @param within a selector, where the rest of the page has been looked at before
 */
export async function expectNoBarrier(page: Page, within: string | null = null): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const barriers = await page.evaluate(async (selector) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await inPage.run(selector ?? document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, within);
  expect(barriers.join("\n")).toBe("");
}
