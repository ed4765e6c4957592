import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyLines } from "../../apps/cli/src/audit/verify-lines.ts";
import { signHeads } from "../../apps/server/src/audit/sign-heads.ts";
import { openTestDesk, type TestDesk } from "../../apps/server/src/onboarding/testing/open-desk.ts";

const MAIN = new URL("../../apps/cli/src/main.ts", import.meta.url).pathname;

let desk: TestDesk;
let folder: string;
/** The lines of a trail with several signed ends and one entry after the last. */
let lines: string[];
let publicKeyPem: string;
beforeAll(async () => {
  desk = await openTestDesk();
  folder = await mkdtemp(join(tmpdir(), "gatehouse-audit-"));
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft({ name: "Trail" }), ada);
  const at = `/api/v1/projects/${body.project.id}`;
  const add = () => desk.post(`${at}/environments/sandbox/credentials`, { description: "Zoë's" }, ada);
  for (let n = 0; n < 3; n += 1) {
    await add();
    await signHeads(desk.database, desk.custody, new Date());
  }
  await add();
  lines = (await desk.get(`${at}/audit.jsonl`, ada)).text.split("\n");
  publicKeyPem = (await desk.get("/api/v1/audit-keys", ada)).body.items[0].publicKeyPem;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await desk.close();
});

type Line = Record<string, unknown> & { type: string };
const parsed = () => lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Line);
const written = (from: readonly Line[]) => from.map((line) => JSON.stringify(line));
const entriesOf = (from: readonly Line[]) => from.filter(({ type }) => type === "entry");
/** The lines with its entries replaced. */
function withEntries(change: (entries: Line[]) => Line[]): string[] {
  const all = parsed();
  const [head, ...rest] = all;
  const others = rest.filter(({ type }) => type !== "entry");
  return written([head as Line, ...change(entriesOf(all)), ...others]);
}

test("an export holds, and says how far it is signed and by whom", async () => {
  const all = parsed();
  const verified = await verifyLines(lines, [publicKeyPem]);
  expect(verified.entries).toBe(entriesOf(all).length);
  expect(verified.signedUpTo).toBe(verified.entries - 1);
  const keyId = all.find(({ type }) => type === "key")?.keyId;
  expect(verified.keys).toEqual([keyId]);
  expect(await verifyLines(lines, [])).toEqual(verified);
});

test("an entry that was changed in any of its fields is named", async () => {
  const fields = ["at", "actor", "accountId", "address", "requestId", "action", "subject", "before", "after"];
  for (const field of fields) {
    for (const value of ["x", { a: 1 }]) {
      const changed = withEntries((entries) =>
        entries.map((entry) => (entry.number === 3 ? { ...entry, [field]: value } : entry)),
      );
      await expect(verifyLines(changed, [publicKeyPem]), field).rejects.toThrow("entry 3 was changed");
    }
  }
});

test("an entry that was removed, put in twice, or moved is named", async () => {
  const removed = withEntries((entries) => entries.filter(({ number }) => number !== 3));
  await expect(verifyLines(removed, [])).rejects.toThrow("entry 3 is missing");
  const twice = withEntries((entries) =>
    entries.flatMap((entry) => (entry.number === 2 ? [entry, entry] : [entry])),
  );
  await expect(verifyLines(twice, [])).rejects.toThrow("entry 2 comes a second time");
  const moved = withEntries(([first, second, third, ...rest]) =>
    [first, third, second, ...rest].filter((entry) => entry !== undefined),
  );
  await expect(verifyLines(moved, [])).rejects.toThrow("entry 2 is missing: entry 3 comes in its place");
});

/** As someone who may write to the database would do it: every hash from the forged entry on is made anew. */
function rehashed(entries: readonly Line[], chain: string): Line[] {
  const fields = (value: unknown) =>
    typeof value === "object" && value !== null
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : null;
  let previous = "0".repeat(64);
  return entries.map((entry, index) => {
    const number = index + 1;
    const { at, actor, accountId, address, requestId, action, subject } = entry;
    const form = JSON.stringify([
      ...[chain, number, at, actor, accountId, address, requestId, action, subject],
      fields(entry.before),
      fields(entry.after),
    ]);
    const hash = createHash("sha256").update(Buffer.from(previous, "hex")).update(form).digest("hex");
    const forged = { ...entry, number, previous, hash };
    previous = hash;
    return forged;
  });
}

test("a trail forged as a whole, with all hashes made anew, is not the one that was signed", async () => {
  const chain = String(parsed()[0]?.chain);
  const changed = withEntries((entries) =>
    rehashed(
      entries.map((entry) => (entry.number === 2 ? { ...entry, actor: "eve@example.test" } : entry)),
      chain,
    ),
  );
  await expect(verifyLines(changed, [publicKeyPem])).rejects.toThrow(
    /the trail up to entry \d+ is another one/,
  );
  const shortened = withEntries((entries) =>
    rehashed(
      entries.filter(({ number }) => number !== 2),
      chain,
    ),
  );
  await expect(verifyLines(shortened, [publicKeyPem])).rejects.toThrow(/another one|are missing/);
  const cut = withEntries((entries) => entries.slice(0, 4));
  await expect(verifyLines(cut, [publicKeyPem])).rejects.toThrow("entries from 5 on are missing");
});

test("signatures of another key, or changed ones, prove nothing", async () => {
  const stranger = generateKeyPairSync("ed25519")
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
  await expect(verifyLines(lines, [stranger])).rejects.toThrow("a key that is not trusted");
  for (const change of [
    { signature: Buffer.alloc(64).toString("base64") },
    { at: "2026-01-01T00:00:00.000Z" },
  ]) {
    const changed = written(
      parsed().map((line) => (line.type === "signature" ? { ...line, ...change } : line)),
    );
    await expect(verifyLines(changed, [publicKeyPem])).rejects.toThrow("is not right");
  }
});

test("a trail without any signature is refused where a key is to be trusted, however whole it is", async () => {
  const bare = written(parsed().filter(({ type }) => type === "chain" || type === "entry"));
  await expect(verifyLines(bare, [publicKeyPem])).rejects.toThrow("there is no signature in it");
  expect((await verifyLines(bare, [])).signedUpTo).toBe(0);
  await expect(verifyLines(bare.slice(0, 1), [publicKeyPem])).rejects.toThrow("there is no signature in it");
});

test.each([
  ["an empty file", [""], "the file is empty"],
  ["no JSON", ["hello"], "is not JSON"],
  ["another form", ['{"type":"chain","format":"x","chain":"c"}'], "a form that is known"],
  ["entries without a head", ['{"type":"entry","number":1}'], "which trail"],
])("%s is refused plainly", async (_what, input, message) => {
  await expect(verifyLines(input, [])).rejects.toThrow(message);
});

test("the command says it in a line, and by its exit code", async () => {
  const [good, bad, key] = ["good.jsonl", "bad.jsonl", "key.pem"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(good, lines.join("\n"));
  await writeFile(bad, withEntries((entries) => entries.slice(1)).join("\n"));
  await writeFile(key, publicKeyPem);
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [MAIN, "audit", "verify", ...args]).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  const held = await run(good, "--key", key);
  // Its last entry came after the last signature.
  expect([held.code, held.stdout]).toEqual([
    3,
    expect.stringMatching(/holds up to entry \d+, which is signed/),
  ]);
  const whole = join(folder, "whole.jsonl");
  await writeFile(whole, withEntries((entries) => entries.slice(0, -1)).join("\n"));
  expect((await run(whole, "--key", key)).code).toBe(0);
  expect((await run(good)).stdout).toContain("compare it, or give --key");
  const refused = await run(bad, "--key", key);
  expect([refused.code, refused.stdout]).toEqual([
    1,
    "The trail does not hold: entry 1 is missing: entry 2 comes in its place.\n",
  ]);
  expect((await run(join(folder, "nothing"))).stdout).toContain("can't be read");
  expect((await run()).code).toBe(2);
});
