import { afterEach } from "vitest";

const MOST = 2_000;

// What a failed test's pages showed in the end: most failures are told by it, and it is gone with the browser.
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  // Here, because most files that this stands before use no browser.
  const { pagesOfWorker } = await import("./browser-of-worker.ts");
  for (const page of pagesOfWorker()) {
    const text = await page
      .locator("body")
      .textContent({ timeout: 5_000 })
      .catch(() => "(no answer)");
    console.log(`${page.url().split("#", 1)[0]} showed:\n${(text ?? "").slice(0, MOST)}`);
  }
});
