import { defineConfig } from "vitest/config";

// Three files at once even on two cores, where the default is one: half of a test is waiting. Generous deadlines, because the host is shared and
// slow moments happen; for the same reason what is polled may take its time (the default is one second).
const PATIENT = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "scripts/**/*.test.{ts,mjs}"],
          exclude: ["**/node_modules/**", "**/*.db.test.ts"],
          testTimeout: 30_000,
          expect: PATIENT,
        },
      },
      {
        test: {
          name: "integration",
          include: ["apps/**/*.db.test.ts"],
          globalSetup: ["apps/server/src/database/testing/global-setup.ts"],
          testTimeout: 120_000,
          expect: PATIENT,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "conformance",
          include: ["conformance/**/*.test.ts"],
          globalSetup: ["apps/server/src/database/testing/global-setup.ts"],
          testTimeout: 120_000,
          expect: PATIENT,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
