import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root, runProgram } from "./run-program.mjs";

const portal = join(root, "apps", "portal");
const stampFile = join(portal, "dist", ".stamp");
/** What the built pages depend on. */
const sources = [
  join(portal, "src"),
  join(portal, "public"),
  join(portal, "index.html"),
  join(portal, "package.json"),
  join(portal, "tsconfig.json"),
  join(portal, "vite.config.ts"),
  join(root, "packages", "keystore", "src"),
  join(root, "package-lock.json"),
];

/**
 * Build the portal's pages, unless they were built from the very same sources.
 *
 * @returns {Promise<{ ok: boolean, reason: string }>}
 */
export async function ensurePortalBuilt() {
  const hash = await hashSources();
  if ((await readFile(stampFile, "utf8").catch(() => "")) === hash) return { ok: true, reason: "" };
  console.log("Building the portal …");
  const result = await runProgram("npm", ["run", "--silent", "build", "-w", "@gatehouse/portal"], {
    deadlineMs: 10 * 60_000,
  });
  if (!result.ok) return result;
  await mkdir(join(portal, "dist"), { recursive: true });
  await writeFile(stampFile, hash);
  return result;
}

async function hashSources() {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of await listFiles(source)) {
      const content = createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
      hash.update(`${relative(root, file)}\0${content}\n`);
    }
  }
  return hash.digest("hex");
}

/** Every file under a folder in a fixed order, or the file itself, or nothing where there is none. */
async function listFiles(path) {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
