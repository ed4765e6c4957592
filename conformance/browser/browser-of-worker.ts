import type { Browser } from "playwright-core";
import { openBrowser } from "./open-browser.ts";

let opened: Promise<Browser> | null = null;

/**
 * One browser for all test files that a worker runs one after the other; each has contexts of its own, which share nothing. It goes with the
 * worker: Chromium ends when its pipe does. One that has crashed is replaced.
 */
export async function browserOfWorker(): Promise<Browser> {
  opened ??= openBrowser();
  const browser = await opened;
  if (browser.isConnected()) return browser;
  opened = openBrowser();
  return opened;
}
