import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.mjs";

/** What has to have run, by a part of its files' names. */
const KINDS = {
  unit: /\/(?:apps|packages|scripts)\/.*(?<!\.db)\.test\.m?ts$/,
  integration: /\/apps\/.*\.db\.test\.ts$/,
  conformance: /\/conformance\/.*\.test\.ts$/,
};

/**
 * Run all tests and count, in one run: while the last long ones of one kind wait for something, those of the next go on.
 *
 * A kind of which nothing was run, a test file that can't be loaded, an error outside the tests and a crash of vitest are
 * failures too, so that nothing is taken for green that was not run.
 *
 * @param {{ env: Record<string, string>, deadlineMs: number }} options
 * @returns {Promise<{ passed: number, failed: number, skipped: number, reason: string }>}
 */
export async function runTests(options) {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-tests-"));
  try {
    const reportFile = join(folder, "report.json");
    const outcome = await runProgram(
      "vitest",
      ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`],
      options,
    );
    return countTests(outcome, await readFile(reportFile, "utf8").catch(() => null));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Totals of a run.
 *
 * @param {{ ok: boolean, reason: string }} outcome how vitest has ended
 * @param {string | null} reportText its JSON report; null when it has written none
 */
export function countTests(outcome, reportText) {
  if (reportText === null) {
    return { passed: 0, failed: 1, skipped: 0, reason: outcome.reason || "vitest has written no report" };
  }
  const report = JSON.parse(reportText);
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(nameAndReason),
  );
  const notLoaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + notLoaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (counts.failed > 0)
    return { ...counts, reason: [...failed, ...notLoaded.map(({ name }) => name)].join("\n") };
  if (!outcome.ok) return { ...counts, failed: 1, reason: `an error outside the tests: ${outcome.reason}` };
  const hasPassed = ({ assertionResults }) => assertionResults.some(({ status }) => status === "passed");
  const ran = report.testResults.filter(hasPassed).map(({ name }) => name);
  const missing = Object.keys(KINDS).filter((kind) => !ran.some((name) => KINDS[kind].test(name)));
  if (missing.length > 0) return { ...counts, failed: 1, reason: `no tests were run: ${missing.join(", ")}` };
  return { ...counts, reason: "" };
}

/** Said again at the end, where it is found: what stands between is long. */
function nameAndReason({ fullName, failureMessages }) {
  const [message = ""] = failureMessages;
  return `${fullName}\n  ${message.split("\n", 1)[0]}`;
}
