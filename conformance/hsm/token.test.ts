import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CustodyAway, CustodyError } from "../../apps/server/src/custody/custody.ts";
import { openCustody } from "../../apps/server/src/custody/open-custody.ts";
import { type TokenBackend, tokenBackend } from "../../apps/server/src/custody/pkcs11/token-backend.ts";
import { tokenKey } from "../../apps/server/src/custody/pkcs11/token-key.ts";
import { closeDatabase, openDatabase } from "../../apps/server/src/database/database.ts";
import { migratedDatabase } from "../../apps/server/src/database/testing/fresh-database.ts";
import { LIBRARY, makeSoftToken, PIN, type SoftToken } from "./soft-token.ts";

let token: SoftToken;
let folder: string;
const opened: TokenBackend[] = [];
const open = (changes: Partial<SoftToken["place"]> = {}) => {
  const backend = tokenBackend({ ...token.place, ...changes });
  opened.push(backend);
  return backend;
};

beforeAll(async () => {
  token = await makeSoftToken();
  folder = await mkdtemp(join(tmpdir(), "gatehouse-pin-"));
});
afterEach(async () => {
  for (const backend of opened.splice(0)) await backend.close();
});
afterAll(async () => {
  await token.remove();
  await rm(folder, { recursive: true });
});

async function madeKey(backend: TokenBackend) {
  const key = await backend.create?.();
  if (key === undefined) throw new Error("no key was made");
  return key;
}

test("a master key is made in the token, wraps and opens, and is found again by another program", async () => {
  const key = await madeKey(open());
  const secret = randomBytes(1_700);
  const wrapped = await key.wrap(secret, "row:1");
  expect(wrapped.masterKey).toMatch(/^[0-9a-f]{16}$/);
  const again = (await open().keys()).find(({ fingerprint }) => fingerprint === key.fingerprint);
  expect(await again?.unwrap(wrapped, "row:1")).toEqual(secret);
});

test("the token gives its master key to nobody, neither read nor wrapped", async () => {
  const { fingerprint } = await madeKey(open());
  const objects = await promisify(execFile)("pkcs11-tool", [
    ...["--module", LIBRARY, "--token-label", token.place.token ?? "", "--login", "--pin", PIN],
    ...["--list-objects", "--type", "secrkey"],
  ]);
  const about = objects.stdout.split("Secret Key Object").find((text) => text.includes(fingerprint));
  expect(about).toMatch(/AES length 32/);
  expect(about).toMatch(/Access:.*sensitive.*always sensitive.*never extractable.*local/);
});

test("a wrapped value opens in its own row only, and not with a bit changed anywhere", async () => {
  const key = await madeKey(open());
  const value = await key.wrap(Buffer.from("small"), "row:1");
  await expect(key.unwrap(value, "row:2")).rejects.toThrow(/doesn't open/);
  const bytes = Buffer.from(value.wrapped, "base64");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const refused = key.unwrap({ ...value, wrapped: changed.toString("base64") }, "row:1");
    await expect(refused).rejects.toThrow(CustodyError);
    await expect(refused).rejects.not.toThrow(CustodyAway);
  }
  expect(await key.unwrap(value, "row:1")).toEqual(Buffer.from("small"));
});

test("many values at once come back each as its own", async () => {
  const key = await madeKey(open());
  const values = Array.from({ length: 200 }, (_, n) => Buffer.from(`value ${n}`));
  const wrapped = await Promise.all(values.map((value, n) => key.wrap(value, `row:${n}`)));
  expect(await Promise.all(wrapped.map((value, n) => key.unwrap(value, `row:${n}`)))).toEqual(values);
});

test("a token that is pulled out is said to be away, and works again when it is back, without a new start", async () => {
  const backend = open();
  const key = await madeKey(backend);
  const value = await key.wrap(Buffer.from("kept"), "row:1");
  await token.takeAway();
  try {
    await expect(key.unwrap(value, "row:1")).rejects.toThrow(CustodyAway);
    // Which of them depends on how far it was gone when it was asked.
    expect(backend.away()).toMatch(
      /the token "gatehouse tests": (it isn't there|it can't be opened|its keys aren't there any more)/,
    );
  } finally {
    await token.putBack();
  }
  await expect.poll(() => key.unwrap(value, "row:1"), { timeout: 10_000 }).toEqual(Buffer.from("kept"));
  expect(backend.away()).toBeNull();
});

test("a PIN that the token has refused is not shown to it again, and the right one is taken without a new start", async () => {
  const file = join(folder, "pin");
  await writeFile(file, "000000\n", { mode: 0o600 });
  const backend = open({ pin: { file } });
  await expect(backend.keys()).rejects.toThrow(/refuses the PIN/);
  // Three wrong ones would lock it: the good one must still be welcome after many.
  for (let n = 0; n < 3; n += 1) {
    await expect.poll(() => backend.keys().catch(String), { timeout: 10_000 }).toMatch(/not tried again/);
  }
  await writeFile(file, `${PIN}\n`);
  await expect.poll(() => backend.keys().then(() => backend.away(), String), { timeout: 10_000 }).toBeNull();
});

test("a wrong PIN, library, label or file is told in a line that names it and shows no PIN", async () => {
  const failures = await Promise.all(
    [
      open({ library: "/nonexistent.so" }),
      open({ token: "another" }),
      open({ slot: 999_999_999 }),
      open({ pin: { file: join(folder, "missing") } }),
      open({ pin: { value: "31415926" } }),
    ].map((backend) => backend.keys().catch((error: unknown) => String(error))),
  );
  expect(failures[0]).toMatch(/nonexistent\.so can't be loaded/);
  expect(failures[1]).toMatch(/"another": it isn't there \(there: "gatehouse tests" in slot \d+\)/);
  expect(failures[2]).toMatch(/isn't there/);
  expect(failures[3]).toMatch(/its PIN.*can't be read \(ENOENT\)/);
  expect(failures[4]).toMatch(/refuses the PIN/);
  expect(failures.join()).not.toContain("31415926");
});

test("a key with the right label that could be read out is no master key", async () => {
  const backend = open({ keyLabel: "imported" });
  await promisify(execFile)("pkcs11-tool", [
    ...["--module", LIBRARY, "--token-label", token.place.token ?? "", "--login", "--pin", PIN],
    ...[
      "--keygen",
      "--key-type",
      "AES:32",
      "--label",
      "imported",
      "--id",
      "0011223344556677",
      "--extractable",
    ],
  ]);
  const [key] = await backend.keys();
  await expect(key?.wrap(Buffer.from("x"), "row")).rejects.toThrow(
    /was not made in the token, or could leave it/,
  );
});

test("a library that crashes takes nothing along: the next request starts it anew", async () => {
  const backend = open();
  const key = await madeKey(backend);
  const value = await key.wrap(Buffer.from("kept"), "row:1");
  const { stdout } = await promisify(execFile)("pgrep", ["-P", String(process.pid), "-f", "token-program"]);
  for (const pid of stdout.trim().split("\n")) process.kill(Number(pid), "SIGSEGV");
  await expect
    .poll(() => key.unwrap(value, "row:1").catch(String), { timeout: 10_000 })
    .toEqual(Buffer.from("kept"));
});

test("a burst of more values than may wait refuses those beyond, and loses none that waits", async () => {
  const backend = open();
  const key = await madeKey(backend);
  const value = await key.wrap(Buffer.from("x"), "row:1");
  const results = await Promise.allSettled(Array.from({ length: 4_200 }, () => key.unwrap(value, "row:1")));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(200);
  expect(refused.every(({ reason }) => /too many requests/.test(String(reason)))).toBe(true);
  expect(backend.away()).toBeNull();
});

test("a key that somebody has removed from the token is named, and the token isn't taken for away", async () => {
  const backend = open();
  const kept = await madeKey(backend);
  const value = await kept.wrap(Buffer.from("kept"), "row:1");
  const gone = tokenKey(backend.link, "0123456789abcdef", "the token");
  await expect(gone.wrap(Buffer.from("x"), "row:1")).rejects.toThrow(/it has no master key 0123456789abcdef/);
  expect(backend.away()).toBeNull();
  expect(await kept.unwrap(value, "row:1")).toEqual(Buffer.from("kept"));
});

test("a PIN's file that others can read is refused", async () => {
  const file = join(folder, "open-pin");
  await writeFile(file, `${PIN}\n`, { mode: 0o644 });
  await expect(open({ pin: { file } }).keys()).rejects.toThrow(/chmod 600/);
});

test("two Gatehouses on one token, both with the settings' defaults, each have a master key of their own", async () => {
  const keys: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const fresh = await migratedDatabase();
    const database = openDatabase(fresh.url, { max: 4 });
    const custody = await openCustody(
      { dataDir: "/nonexistent", masterKeys: [], token: token.place },
      database,
    );
    keys.push((await custody.wrap(Buffer.from("x"), "row")).masterKey);
    await custody.close();
    await closeDatabase(database);
    await fresh.drop();
  }
  expect(keys[0]).not.toBe(keys[1]);
});
