import { ensurePortalBuilt } from "./build-portal.mjs";
import { ensureInstalled } from "./install.mjs";
import { runProgram } from "./run-program.mjs";
import { runTests } from "./run-tests.mjs";
import { ensureSystemTools } from "./system-tools.mjs";

// Everything that is checked, one after the other, on a fresh checkout or an old one. A failure does not stop the rest.
// The last line says "N passed, N failed"; the exit code is 0 only when nothing has failed.

const long = process.argv.includes("--long");
const checkDeadlineMs = 10 * 60_000;
const testDeadlineMs = (long ? 180 : 40) * 60_000;

const checks = [
  program("format and lint", "biome", "check", "."),
  program("types", "tsc", "--noEmit"),
  program("types of the portal", "tsc", "--noEmit", "-p", "apps/portal"),
  program("structure", "node", "scripts/check-structure.ts"),
  program("nothing unused", "knip"),
  { name: "build of the portal", run: ensurePortalBuilt },
  { name: "programs of other makers", run: () => systemTools },
];

// They come while packages are installed and the sources are looked at.
const systemTools = ensureSystemTools();

const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

try {
  await ensureInstalled();
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

for (const check of checks) {
  title(check.name);
  const result = await check.run();
  if (result.ok) totals.passed += 1;
  else fail(check.name, 1, result.reason);
}
title("tests: unit, integration, conformance");
const result = await runTests({ env: long ? { GATEHOUSE_LONG: "1" } : {}, deadlineMs: testDeadlineMs });
totals.passed += result.passed;
totals.skipped += result.skipped;
if (result.failed > 0) fail("tests", result.failed, result.reason);

console.log("");
for (const failure of failures) console.log(failure);
if (totals.skipped > 0) console.log(`skipped: ${totals.skipped}, each with its notice above`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);

function program(name, file, ...args) {
  return { name, run: () => runProgram(file, args, { deadlineMs: checkDeadlineMs }) };
}

function title(name) {
  console.log(`\n── ${name}`);
}

function fail(name, count, reason) {
  totals.failed += count;
  failures.push(`failed: ${name}${reason === "" ? "" : `\n  ${reason.replaceAll("\n", "\n  ")}`}`);
}
