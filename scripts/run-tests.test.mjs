import { describe, expect, it } from "vitest";
import { countTests } from "./run-tests.mjs";

const ended = { ok: true, reason: "" };
const crashed = { ok: false, reason: "vitest has ended with code 1" };

const EACH_KIND = ["/x/apps/a.test.ts", "/x/apps/a.db.test.ts", "/x/conformance/a.test.ts"].map((name) => ({
  name,
  status: "passed",
  assertionResults: [{ status: "passed" }],
}));

function report({ passed = 0, failed = 0, pending = 0, todo = 0, files = EACH_KIND }) {
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    testResults: files,
  });
}

describe("the count of tests", () => {
  it("adds up what has run", () => {
    expect(countTests(ended, report({ passed: 5, pending: 2, todo: 1 }))).toEqual({
      passed: 5,
      failed: 0,
      skipped: 3,
      reason: "",
    });
  });

  it("counts failed tests once, though vitest ends badly then, and says which they are and why", () => {
    const test = {
      status: "failed",
      fullName: "it holds",
      failureMessages: ["Error: it does not\n  at a.ts"],
    };
    const file = { name: "a.test.ts", status: "failed", assertionResults: [{ status: "passed" }, test] };
    expect(countTests(crashed, report({ passed: 1, failed: 1, files: [file] }))).toMatchObject({
      passed: 1,
      failed: 1,
      reason: "it holds\n  Error: it does not",
    });
  });

  it("counts a file that could not be loaded as a failure and names it", () => {
    const file = { name: "a.test.ts", status: "failed", assertionResults: [] };
    const counts = countTests(crashed, report({ passed: 5, files: [file] }));
    expect(counts).toMatchObject({ failed: 1, reason: "a.test.ts" });
  });

  it("takes no tests for a failure", () => {
    expect(countTests(ended, report({ files: [] }))).toMatchObject({ passed: 0, failed: 1 });
  });

  it("takes a kind of tests of which none was run for a failure, and names it", () => {
    for (const [at, kind] of ["unit", "integration", "conformance"].entries()) {
      const without = EACH_KIND.filter((_, index) => index !== at);
      const skipped = EACH_KIND.map((file, index) =>
        index === at ? { ...file, assertionResults: [{ status: "pending" }] } : file,
      );
      for (const files of [without, skipped]) {
        expect(countTests(ended, report({ passed: 5, files }))).toEqual({
          passed: 5,
          failed: 1,
          skipped: 0,
          reason: `no tests were run: ${kind}`,
        });
      }
    }
  });

  it("takes a crash without a report for a failure", () => {
    expect(countTests(crashed, null)).toMatchObject({ passed: 0, failed: 1, reason: crashed.reason });
    expect(countTests(ended, null)).toMatchObject({ passed: 0, failed: 1 });
  });

  it("takes an error outside the tests for a failure, though each test has passed", () => {
    expect(countTests(crashed, report({ passed: 5 }))).toMatchObject({ passed: 5, failed: 1 });
  });
});
