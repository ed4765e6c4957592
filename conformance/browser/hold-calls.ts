import type { Page } from "playwright-core";

/** Calls of a page that get no answer until they are told that there is none. */
export interface HeldCalls {
  /** Until the next `fail`, calls wait for it. */
  hold(): void;
  /** Those that wait fail, and from now on all do. */
  fail(): Promise<void>;
}

/**
 * Takes a page's calls of the management API, without those whose path is named. By the browser's own protocol and not by `page.route`, which
 * switches the browser's cache off: each load of the page would bring and compile the whole application anew.
 */
export async function holdCalls(page: Page, exceptFor: ReadonlySet<string>): Promise<HeldCalls> {
  const browser = await page.context().newCDPSession(page);
  let waiting: string[] = [];
  let isAway = false;
  // A call of a page that is left is no more.
  const fail = (requestId: string) =>
    browser.send("Fetch.failRequest", { requestId, errorReason: "Failed" }).catch(() => undefined);
  browser.on("Fetch.requestPaused", async ({ requestId, request }) => {
    if (exceptFor.has(new URL(request.url).pathname)) {
      await browser.send("Fetch.continueRequest", { requestId }).catch(() => undefined);
    } else if (isAway) await fail(requestId);
    else waiting.push(requestId);
  });
  await browser.send("Fetch.enable", { patterns: [{ urlPattern: "*/api/v1/*" }] });
  return {
    hold() {
      waiting = [];
      isAway = false;
    },
    async fail() {
      isAway = true;
      await Promise.all(waiting.splice(0).map(fail));
    },
  };
}
