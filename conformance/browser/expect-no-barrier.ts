import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * No barrier that axe knows of. In the legacy mode axe looks from inside the page alone; the other one opens a second page for each look, for
 * frames of other origins, of which there are none here.
 *
 * @param within a selector, where the rest of the page has been looked at before
 */
export async function expectNoBarrier(page: Page, within: string | null = null): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  if (within !== null) axe.include(within);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`).join("\n")).toBe("");
}
