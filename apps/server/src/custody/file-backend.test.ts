import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileBackend, MOST_FILES, masterKeyPaths } from "./file-backend.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-files-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("a folder that is full takes no further key and says what to do, and all that are in it stay readable", async () => {
  const backend = fileBackend(dataDir);
  await backend.create?.();
  const { folder } = masterKeyPaths(dataDir);
  await mkdir(folder);
  for (let n = 0; n < MOST_FILES; n += 1) {
    const key = `${randomBytes(32).toString("hex")}\n`;
    await writeFile(join(folder, n.toString(16).padStart(16, "0")), key, { mode: 0o600 });
  }
  await expect(backend.create?.()).rejects.toThrow(
    /put away those that gatehouse custody doctor calls retired/,
  );
  expect(await backend.keys()).toHaveLength(MOST_FILES + 1);
});
