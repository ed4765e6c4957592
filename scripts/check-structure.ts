import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findFaults } from "./structure/find-faults.ts";
import { readImports } from "./structure/read-imports.ts";

// Fails when a file imports what the house's plan (ARCHITECTURE.md) does not let it.

const root = join(import.meta.dirname, "..");
const listed = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"],
  { cwd: root, encoding: "utf8" },
);
const files = listed.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
const faults = findFaults(files.flatMap((file) => readImports(root, file)));
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${faults.length} faults`);
process.exit(faults.length === 0 && files.length > 0 ? 0 : 1);
