import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newMasterKey } from "./local-key.ts";
import { readMasterKeyFile, writeMasterKeyFile } from "./master-key-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-key-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a new master key file can be read by its owner alone, and leaves nothing beside it", async () => {
  const path = join(folder, "data", "master-key");
  const key = await writeMasterKeyFile(path, newMasterKey());
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, "data"))).toEqual(["master-key"]);
  expect(await readMasterKeyFile(path)).toEqual(key);
});

test("many programs making it at once agree on one key", async () => {
  const path = join(folder, "master-key");
  const keys = await Promise.all(Array.from({ length: 20 }, () => writeMasterKeyFile(path, newMasterKey())));
  expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
});

test("a file that others can read is refused", async () => {
  const path = join(folder, "master-key");
  await writeMasterKeyFile(path, newMasterKey());
  await chmod(path, 0o644);
  await expect(readMasterKeyFile(path)).rejects.toThrow(/chmod 600/);
});

test("a file with something else in it is refused and not written over", async () => {
  const path = join(folder, "master-key");
  await writeFile(path, "half a ke", { mode: 0o600 });
  await expect(readMasterKeyFile(path)).rejects.toThrow(/doesn't hold a master key/);
  await expect(writeMasterKeyFile(path, newMasterKey())).rejects.toThrow(/doesn't hold a master key/);
});

test("no file is no key", async () => {
  expect(await readMasterKeyFile(join(folder, "master-key"))).toBeNull();
});
