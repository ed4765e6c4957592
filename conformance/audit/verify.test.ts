import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines } from "../../apps/cli/src/audit/read-lines.ts";
import { verifyLines } from "../../apps/cli/src/audit/verify-lines.ts";
import { signHeads } from "../../apps/server/src/audit/sign-heads.ts";
import { openTestDesk, type TestDesk } from "../../apps/server/src/onboarding/testing/open-desk.ts";
import { COMPILE_CACHE } from "../program/compile-cache.ts";

const MAIN = new URL("../../apps/cli/src/main.ts", import.meta.url).pathname;
const INDEPENDENT = new URL("./verify.py", import.meta.url).pathname;

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
/** The lines with its entries replaced, as somebody would do it who knows the form: signed ends stand after the entries of their number. */
function withEntries(change: (entries: Line[]) => Line[]): string[] {
  const all = parsed();
  const of = (type: string) => all.filter((line) => line.type === type);
  const entries = change(entriesOf(all));
  const rest = of("signature");
  const inPlace = entries.flatMap((entry) => {
    const at = rest.findIndex(({ number }) => number === entry.number);
    return at === -1 ? [entry] : [entry, ...rest.splice(at, 1)];
  });
  const end = { type: "end", entries: entries.length };
  return written([...of("chain"), ...of("key"), ...inPlace, ...rest, end]);
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
  const bare = written(parsed().filter(({ type }) => type !== "signature" && type !== "key"));
  await expect(verifyLines(bare, [publicKeyPem])).rejects.toThrow("there is no signature in it");
  expect((await verifyLines(bare, [])).signedUpTo).toBe(0);
  const empty = [bare[0] ?? "", JSON.stringify({ type: "end", entries: 0 })];
  await expect(verifyLines(empty, [publicKeyPem])).rejects.toThrow("there is no signature in it");
});

test.each([
  ["an empty file", [""], "the file is empty"],
  ["no JSON", ["hello"], "is not JSON"],
  ["another form", ['{"type":"chain","format":"x","chain":"c"}'], "a form that is known"],
  ["entries without a head", ['{"type":"entry","number":1}'], "which trail"],
])("%s is refused plainly", async (_what, input, message) => {
  await expect(verifyLines(input, [])).rejects.toThrow(message);
});

/** The lines with one of them replaced by others. */
function withLine(which: (line: Line) => boolean, change: (text: string) => string[]): string[] {
  let done = false;
  return lines
    .filter((line) => line !== "")
    .flatMap((text) => {
      if (done || !which(JSON.parse(text))) return [text];
      done = true;
      return change(text);
    });
}
const entry = (number: number) => (line: Line) => line.type === "entry" && line.number === number;
const signature = (line: Line) => line.type === "signature";
const last = (line: Line) => line.type === "end";

test.each<[string, () => string[], RegExp]>([
  [
    "a name that stands twice, of which programs read the one or the other",
    () => withLine(entry(2), (text) => [text.replace('"actor":', '"actor":"eve@example.test","actor":')]),
    /the line after entry 1 is not written as an export writes it/,
  ],
  [
    "a field that no hash covers",
    () => withLine(entry(2), (text) => [text.replace(/\}$/, ',"approvedBy":"grace"}')]),
    /entry 2 has a field that no entry has/,
  ],
  [
    "a number as a text",
    () => withLine(entry(2), (text) => [text.replace('"number":2', '"number":"2"')]),
    /entry “2” comes a second time or out of order/,
  ],
  [
    "an entry that was put in",
    () => withLine(entry(2), (text) => [text.replace('"number":2', '"number":1.5'), text]),
    /entry 1.5 comes a second time or out of order, where entry 2 should be/,
  ],
  ["a signature that comes twice", () => withLine(signature, (text) => [text, text]), /is out of place/],
  [
    "a signature that was moved to a later entry",
    () => {
      const [moved = ""] = lines.filter((text) => text.includes('"type":"signature"'));
      return withLine(signature, () => []).flatMap((text) =>
        last(JSON.parse(text)) ? [moved, text] : [text],
      );
    },
    /is out of place/,
  ],
  [
    "a signature without its bytes in order",
    () => withLine(signature, (text) => [text.replace(/"signature":".*?"/, '"signature":"AAAA"')]),
    /can't be read/,
  ],
  [
    "a key under the name of another",
    () =>
      withLine(
        ({ type }) => type === "key",
        (text) => [text.replace(/"keyId":"../, '"keyId":"00')],
      ),
    /doesn't have the id/,
  ],
  ["a file cut off after an entry", () => withLine(last, () => []), /was cut off/],
  [
    "a file cut off within a line",
    () => withLine(last, (text) => [text.slice(0, 9)]),
    /the line after entry \d+ is not JSON/,
  ],
  [
    "another number of entries",
    () => withLine(last, () => [JSON.stringify({ type: "end", entries: 3 })]),
    /speaks of 3 entries/,
  ],
  [
    "two trails in a file",
    () => [...lines.filter((line) => line !== ""), ...lines],
    /lines after the one that says that this was the last/,
  ],
  [
    "two trails in a file that has one end",
    () => [...withLine(last, () => []), ...lines],
    /another trail begins: a file holds one/,
  ],
  [
    "a line of an unknown kind",
    () => withLine(last, (text) => ['{"type":"approval"}', text]),
    /a kind that is not known here/,
  ],
  ["a line that is no object", () => withLine(last, (text) => ["[1]", text]), /is not a JSON object/],
  [
    "the name of another trail",
    () =>
      withLine(
        ({ type }) => type === "chain",
        (text) => [text.replace(/"chain":"......../, '"chain":"00000000')],
      ),
    /entry 1 was changed/,
  ],
  [
    "a part that was filtered",
    () => ['{"type":"filtered","format":"gatehouse-audit-filtered-1"}'],
    /no part can be verified/,
  ],
])("%s is found", async (_what, forged, message) => {
  await expect(verifyLines(forged(), [publicKeyPem])).rejects.toThrow(message);
  await expect(verifyLines(forged(), [])).rejects.toThrow(message);
});

/** A trail and its signatures made anew as a whole by somebody with a key of their own, which stands in the file as the one that signs. */
function forgedByStranger(): string[] {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keyId = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
  const all = parsed();
  const chain = String(all[0]?.chain);
  const at = "2026-11-26T00:00:00.000Z";
  const entries = rehashed(
    entriesOf(all).map((line) => ({ ...line, actor: "eve@example.test" })),
    chain,
  );
  const end = entries.at(-1);
  const text = `gatehouse-audit-head\n${JSON.stringify([chain, end?.number, end?.hash, at])}`;
  const signed = sign(null, Buffer.from(text), privateKey).toString("base64");
  return written([
    all[0] as Line,
    { type: "key", keyId, publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() },
    ...entries,
    { type: "signature", number: end?.number, hash: end?.hash, at, keyId, signature: signed },
    { type: "end", entries: entries.length },
  ]);
}

test("a file whose keys were swapped holds by itself, and not for anyone who has pinned the key or its fingerprint", async () => {
  const forged = forgedByStranger();
  expect((await verifyLines(forged, [])).signedUpTo).toBe(entriesOf(parsed()).length);
  const fingerprint = String(parsed().find(({ type }) => type === "key")?.keyId);
  for (const pin of [publicKeyPem, fingerprint, fingerprint.toUpperCase()]) {
    await expect(verifyLines(forged, [pin])).rejects.toThrow("a key that is not trusted");
    expect((await verifyLines(lines, [pin])).keys).toEqual([fingerprint]);
  }
});

test("a signature of another trail doesn't hold for this one", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft({ name: "Other" }), ada);
  await signHeads(desk.database, desk.custody, new Date());
  const other = (await desk.get(`/api/v1/projects/${body.project.id}/audit.jsonl`, ada)).text.split("\n");
  const theirs = other.find((text) => text.includes('"type":"signature"')) ?? "";
  const forged = withLine(entry(4), (text) => [text, theirs]);
  await expect(verifyLines(forged, [publicKeyPem])).rejects.toThrow("is not right");
});

test("nothing out of a forged file reaches the terminal as it is", async () => {
  const sequence = "\u001b[2K\u001b[1AThe trail holds";
  for (const forged of [
    withLine(entry(2), (text) => [JSON.stringify({ ...JSON.parse(text), number: sequence })]),
    withLine(signature, (text) => [JSON.stringify({ ...JSON.parse(text), number: sequence })]),
    withLine(signature, (text) => [JSON.stringify({ ...JSON.parse(text), keyId: sequence })]),
    withLine(last, () => [JSON.stringify({ type: "end", entries: sequence })]),
    [JSON.stringify({ type: "chain", format: "gatehouse-audit-1", chain: sequence })],
  ]) {
    const refusal = await verifyLines(forged, []).catch((error: Error) => error.message);
    expect(refusal).not.toContain("\u001b");
  }
});

async function* inPieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("what other programs do to a text file changes nothing: a byte order mark, CR LF, no line feed at the end", async () => {
  const whole = lines.filter((line) => line !== "");
  const verified = await verifyLines(lines, [publicKeyPem]);
  for (const file of [`\ufeff${whole.join("\r\n")}\r\n`, whole.join("\n"), `${whole.join("\n")}\n\n`]) {
    for (const size of [1, 7, 65_536]) {
      expect(await verifyLines(readLines(inPieces(file, size)), [publicKeyPem])).toEqual(verified);
    }
  }
});

test("separators of lines that JSON leaves in texts separate nothing", async () => {
  const texts = ["a\u2028b", "c\u2029d", "e\u0085f"];
  const read: string[] = [];
  for await (const line of readLines(inPieces(texts.join("\n"), 3))) read.push(line);
  expect(read).toEqual(texts);
});

test("a line without an end is refused before it fills the memory, and bytes that are no text are refused", async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 65_536;
      yield Buffer.alloc(65_536, "a");
    }
  }
  await expect(verifyLines(readLines(endless()), [])).rejects.toThrow("line 1 is longer than any line");
  expect(given).toBeLessThan(1_000_000);
  const bytes = Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.from([0x7b, 0xff, 0x7d])]);
  await expect(verifyLines(readLines(inPieces(bytes, 10)), [])).rejects.toThrow("line 2 is not UTF-8");
});

test("an independent verifier, written from docs/audit.md alone, agrees about what holds and what doesn't", async () => {
  const python = async (file: readonly string[]) => {
    const path = join(folder, "independent.jsonl");
    const key = join(folder, "independent.pem");
    await writeFile(path, file.join("\n"));
    await writeFile(key, publicKeyPem);
    return promisify(execFile)("python3", [INDEPENDENT, path, key]).then(
      ({ stdout }) => stdout.trim(),
      ({ stdout }: { stdout: string }) => stdout.trim(),
    );
  };
  const { entries, signedUpTo } = await verifyLines(lines, [publicKeyPem]);
  expect(await python(lines)).toBe(`${entries} ${signedUpTo}`);
  for (const [forged, why] of [
    [withEntries((all) => all.map((one) => (one.number === 3 ? { ...one, actor: "eve" } : one))), "changed"],
    [withEntries((all) => all.filter(({ number }) => number !== 3)), "not in its place"],
    [forgedByStranger(), "not trusted"],
    [withLine(last, () => []), "cut off"],
    [withLine(signature, (text) => [text, text]), "out of place"],
    [withLine(entry(2), (text) => [text.replace('"actor":', '"actor":"eve","actor":')]), "a name twice"],
  ] as const) {
    expect(await python(forged)).toMatch(new RegExp(`^does not hold: .*${why}`));
  }
});

const LARGE = process.env.GATEHOUSE_LONG === "1" ? 1_000_000 : 150_000;
const HEAP_MB = 24;

test(`${LARGE} entries are checked in ${HEAP_MB} MB of heap`, { timeout: 600_000 }, async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keyId = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
  const chain = "operations";
  const at = "2026-11-26T00:00:00.000Z";
  async function* large(): AsyncGenerator<string> {
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const head = { type: "chain", format: "gatehouse-audit-1", chain };
    yield `${JSON.stringify(head)}\n${JSON.stringify({ type: "key", keyId, publicKey: pem })}\n`;
    let previous = "0".repeat(64);
    for (let number = 1; number <= LARGE; number += 1) {
      const who = {
        at,
        actor: "ada@example.test",
        accountId: null,
        address: "192.0.2.1",
        requestId: `r-${number}`,
      };
      const what = { action: "account.logged-in", subject: "account:1", before: null, after: null };
      const form = JSON.stringify([chain, number, ...Object.values(who), ...Object.values(what)]);
      const hash = createHash("sha256").update(Buffer.from(previous, "hex")).update(form).digest("hex");
      yield `${JSON.stringify({ type: "entry", number, ...who, ...what, previous, hash })}\n`;
      previous = hash;
      if (number % 50 !== 0) continue;
      const text = `gatehouse-audit-head\n${JSON.stringify([chain, number, hash, at])}`;
      const signed = sign(null, Buffer.from(text), privateKey).toString("base64");
      yield `${JSON.stringify({ type: "signature", number, hash, at, keyId, signature: signed })}\n`;
    }
    yield `${JSON.stringify({ type: "end", entries: LARGE })}\n`;
  }
  const path = join(folder, "large.jsonl");
  await pipeline(Readable.from(large()), createWriteStream(path));
  const heap = `--max-old-space-size=${HEAP_MB}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    heap,
    MAIN,
    "audit",
    "verify",
    path,
    "--key",
    keyId,
  ]);
  expect(stdout).toContain(`holds up to entry ${LARGE}, which is signed; it has ${LARGE} entries`);
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
    promisify(execFile)(process.execPath, [MAIN, "audit", "verify", ...args], {
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE },
    }).then(
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
  const chain = String(parsed()[0]?.chain);
  expect((await run(whole, "--key", key, "--chain", chain)).code).toBe(0);
  expect((await run(whole, "--key", key, "--chain", "operations")).stdout).toContain(
    `this is the trail ${chain}, and another one was asked for`,
  );
  const refused = await run(bad, "--key", key);
  expect([refused.code, refused.stdout]).toEqual([
    1,
    "The trail does not hold: entry 1 is missing: entry 2 comes in its place.\n",
  ]);
  expect((await run(join(folder, "nothing"))).stdout).toContain("can't be read");
  expect((await run()).code).toBe(2);
});
