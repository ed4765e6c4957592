import type { Page } from "playwright-core";
import { expect } from "vitest";
import { expectNoBarrier } from "./expect-no-barrier.ts";

/**
 * No barrier that axe knows of, and nothing that sticks out, on a desk and on a phone. With GATEHOUSE_PICTURES set to a folder it takes pictures
 * of both.
 */
export async function expectGoodPage(page: Page, name: string): Promise<void> {
  const folder = process.env.GATEHOUSE_PICTURES;
  for (const [look, width, height] of [
    ["", 1280, 860],
    ["-phone", 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectNoBarrier(page);
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}${look}.png`, fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  }
  await page.setViewportSize({ width: 1280, height: 860 });
}
