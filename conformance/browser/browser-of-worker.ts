import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./open-browser.ts";

let opened: Browser | null = null;
let opening: Promise<Browser> | null = null;

/**
 * One browser for all test files that a worker runs one after the other; each has contexts of its own, which share nothing. It goes with the
 * worker: Chromium ends when its pipe does. One that has crashed is replaced.
 */
export async function browserOfWorker(): Promise<Browser> {
  if (opened?.isConnected()) return opened;
  opening ??= openBrowser();
  opened = await opening;
  opening = null;
  return opened;
}

/** Those that are open now. */
export function pagesOfWorker(): Page[] {
  return opened?.contexts().flatMap((context) => context.pages()) ?? [];
}
