import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserOfWorker } from "./browser-of-worker.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";

let context: BrowserContext;
beforeAll(async () => {
  context = await (await browserOfWorker()).newContext();
});
afterAll(() => context?.close());

const pageOf = async (body: string) => {
  const page = await context.newPage();
  await page.setContent(`<html lang="en"><title>A page</title><main><h1>A page</h1>${body}</main></html>`);
  return page;
};

test("a page without barriers passes", async () => {
  await expectNoBarrier(await pageOf("<button>Save</button>"));
});

test("a button without a name, and text that is hard to read, are barriers, looked for where it is said", async () => {
  for (const barrier of ["<button></button>", '<p style="color: #ccc; background: #fff">faint</p>']) {
    const page = await pageOf(`<div id="one"><button>Save</button></div><div id="two">${barrier}</div>`);
    await expect(expectNoBarrier(page)).rejects.toThrow(/button-name|color-contrast/);
    await expect(expectNoBarrier(page, "#two")).rejects.toThrow(/button-name|color-contrast/);
    await expectNoBarrier(page, "#one");
  }
});
