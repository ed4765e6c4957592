import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, runProgram, systemPath } from "./run-program.mjs";

const lockFile = join(root, "package-lock.json");
const stampFile = join(root, "node_modules", ".gatehouse-lock");
/** What npm has written about its own last installation. */
const installedFile = join(root, "node_modules", ".package-lock.json");

/**
 * Install what the lock file says, unless that is installed already.
 *
 * @throws {Error} in plain words, when npm could not install
 */
export async function ensureInstalled() {
  const lock = await readFile(lockFile);
  const hash = createHash("sha256").update(lock).digest("hex");
  if ((await readText(stampFile)) === hash) return;
  if (!isInstalled(JSON.parse(lock.toString("utf8")), await readText(installedFile))) {
    console.log("Installing the packages of package-lock.json …");
    const result = await runProgram("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
      path: systemPath(),
    });
    if (!result.ok) throw new Error(`The packages could not be installed: ${result.reason}.`);
  }
  await writeFile(stampFile, hash);
}

/** Has npm installed every package of the lock file, in the same version? Packages for other platforms may be absent. */
function isInstalled(lock, installedText) {
  if (installedText === null) return false;
  const installed = JSON.parse(installedText).packages ?? {};
  return Object.entries(lock.packages ?? {})
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.optional && !entry.devOptional)
    .every(([path, entry]) => {
      const found = installed[path];
      return (
        found !== undefined &&
        found.version === entry.version &&
        found.integrity === entry.integrity &&
        found.link === entry.link
      );
    });
}

async function readText(path) {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}
