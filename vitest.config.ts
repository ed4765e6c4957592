import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const EVERYWHERE = {
  // Files that a worker runs one after the other share what they have loaded: loading was a third of the time of a run.
  isolate: false,
  execArgv: ["--import", new URL("apps/server/src/resolve-drizzle.ts", import.meta.url).href],
  // Generous, because the host is shared and slow moments happen (the default is one second).
  expect: { poll: { timeout: 15_000 } },
};
const WITH_DATABASE = {
  ...EVERYWHERE,
  globalSetup: ["apps/server/src/database/testing/global-setup.ts"],
  // Nothing is asserted by a stopwatch, and files wait for each other: on a busy host a set-up took three minutes.
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    // Three files at once on two cores: a test waits now and then for what it has started, and more of them take each other's caches (twelve
    // files of browser tests: two at once 129 s, three 126 s, four 136 s, six 150 and 174 s).
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      {
        test: {
          ...EVERYWHERE,
          name: "unit",
          include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "scripts/**/*.test.{ts,mjs}"],
          exclude: ["**/node_modules/**", "**/*.db.test.ts"],
          testTimeout: 120_000,
        },
      },
      { test: { ...WITH_DATABASE, name: "integration", include: ["apps/**/*.db.test.ts"] } },
      {
        test: {
          ...WITH_DATABASE,
          name: "conformance",
          include: ["conformance/**/*.test.ts"],
          setupFiles: ["conformance/browser/tell-pages.ts"],
        },
      },
    ],
  },
});
