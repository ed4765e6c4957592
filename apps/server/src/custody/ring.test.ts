import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { environmentBackend } from "./environment-backend.ts";
import { fileBackend, MOST_FILES } from "./file-backend.ts";
import { fingerprintOf } from "./local-key.ts";
import { KeyRing } from "./ring.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "gatehouse-ring-"));
  await mkdir(join(dataDir, "master-keys"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const put = (name: string, text: string, mode: number) =>
  writeFile(join(dataDir, "master-keys", name), text, { mode });

test("one file with wrong rights doesn't keep the keys of another place from being found", async () => {
  await put("0123456789abcdef", "junk", 0o644);
  const key = randomBytes(32);
  const ring = new KeyRing([environmentBackend([key]), fileBackend(dataDir)]);
  expect((await ring.find(fingerprintOf(key))).fingerprint).toBe(fingerprintOf(key));
});

test("what is wrong with a place is told when its key is the one that is needed", async () => {
  const key = randomBytes(32);
  await put(fingerprintOf(key), key.toString("hex"), 0o644);
  const ring = new KeyRing([fileBackend(dataDir)]);
  await expect(ring.find(fingerprintOf(key))).rejects.toThrow(/chmod 600/);
});

test("a key that was put in its place after the start is found", async () => {
  const ring = new KeyRing([fileBackend(dataDir)]);
  expect(await ring.held()).toEqual([]);
  const key = randomBytes(32);
  await put(fingerprintOf(key), key.toString("hex"), 0o600);
  expect((await ring.find(fingerprintOf(key))).fingerprint).toBe(fingerprintOf(key));
});

test("more files than a folder of master keys has are refused, and none is passed over in silence", async () => {
  for (let n = 0; n <= MOST_FILES; n += 1) {
    const key = randomBytes(32);
    await put(fingerprintOf(key), key.toString("hex"), 0o600);
  }
  await expect(fileBackend(dataDir).keys()).rejects.toThrow(`more than ${MOST_FILES}`);
});
