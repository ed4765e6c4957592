import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataFolderInUse, lockDataFolder } from "./lock-data-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a folder in use is refused with a line that names the process, and free again once released", async () => {
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
  await expect(lockDataFolder(folder)).rejects.toThrow(`process ${process.pid}`);
  await lock.release();
  await (await lockDataFolder(folder)).release();
});

test("of many that claim at the same moment one gets the folder", async () => {
  const claims = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataFolder(folder)));
  expect(claims.filter((claim) => claim.status === "fulfilled")).toHaveLength(1);
});

test("the claim of a process that was killed counts for nothing", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
  const since = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  await writeFile(join(folder, "lock"), `${child.pid} ${since}\n`);
  await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
  child.kill("SIGKILL");
  await once(child, "exit");
  await (await lockDataFolder(folder)).release();
});

test("another process that has the number of the one that claimed counts for nothing", async () => {
  await writeFile(join(folder, "lock"), `${process.pid} 1\n`);
  await (await lockDataFolder(folder)).release();
});

test("a claim that was cut short counts for nothing", async () => {
  await writeFile(join(folder, "lock"), "");
  await (await lockDataFolder(folder)).release();
});

test("a release leaves a claim that is another's by now", async () => {
  const lock = await lockDataFolder(folder);
  await writeFile(join(folder, "lock"), "1 1\n");
  await lock.release();
  expect(await readFile(join(folder, "lock"), "utf8")).toBe("1 1\n");
});
