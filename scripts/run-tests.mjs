import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.mjs";

/**
 * Run one project of vitest and count.
 *
 * A project without tests, a test file that can't be loaded, an error outside the tests and a crash of vitest are
 * failures too, so that nothing is taken for green that was not run.
 *
 * @param {string} project
 * @param {{ env: Record<string, string>, deadlineMs: number }} options
 * @returns {Promise<{ passed: number, failed: number, skipped: number, reason: string }>}
 */
export async function runTests(project, options) {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-tests-"));
  try {
    const reportFile = join(folder, "report.json");
    const outcome = await runProgram(
      "vitest",
      [
        "run",
        "--project",
        project,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
      ],
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
  if (counts.passed === 0) return { ...counts, failed: 1, reason: "there are no tests" };
  return { ...counts, reason: "" };
}

/** Said again at the end, where it is found: what stands between is long. */
function nameAndReason({ fullName, failureMessages }) {
  const [message = ""] = failureMessages;
  return `${fullName}\n  ${message.split("\n", 1)[0]}`;
}
