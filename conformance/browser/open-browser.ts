import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Chromium without a window's trimmings first: a page of a new person is a fifth of the work there. */
const PATHS = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The system's Chromium, quiet: it calls nobody but the pages it is told to open. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PATHS.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error("the tests need Chromium: install Debian's package chromium-headless-shell");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
