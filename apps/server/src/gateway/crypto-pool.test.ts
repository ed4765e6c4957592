import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import type { CryptoWork } from "./crypto-messages.ts";
import { CryptoPool } from "./crypto-pool.ts";
import { ThreadLost } from "./crypto-thread.ts";
import { encryptBody } from "./encrypt.ts";
import { loggedIn, send } from "./testing/call-gate.ts";
import { makePair, makePartner, mastercardKeyEntry } from "./testing/make-partner.ts";
import { startGate } from "./testing/start-gate.ts";

const log = pino({ level: "silent" });
const fragile = new URL("./testing/fragile-crypto-worker.ts", import.meta.url);
const pair = makePair();
let pool: CryptoPool | undefined;
afterEach(() => pool?.close());

const work = (jwe: string): CryptoWork => ({ kind: "decrypt-jwe", keyIds: [], jwe });

test("when a worker dies, what it had in hand fails at once, and the next one serves on", async () => {
  pool = new CryptoPool({ size: 1, log, program: fragile });
  expect(await pool.run(work("hello"), [])).toBe("hello");
  const outcomes = await Promise.allSettled(
    ["wait", "wait", "die", "wait"].map((text) => pool?.run(work(text), [])),
  );
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(ThreadLost) });
  expect(pool.admits).toBe(false);
  await expect(pool.run(work("hello"), [])).rejects.toThrow(ThreadLost);
  await expect.poll(() => pool?.complete).toBe(true);
  expect(await pool.run(work("hello"), [])).toBe("hello");
});

test("the death of one worker leaves the others' jobs alone", async () => {
  pool = new CryptoPool({ size: 2, log, program: fragile });
  const dying = pool.run(work("die"), []);
  const living = pool.run(work("hello"), []);
  await expect(dying).rejects.toThrow(ThreadLost);
  expect(await living).toBe("hello");
});

test("a full queue admits no more", async () => {
  pool = new CryptoPool({ size: 1, log, program: fragile });
  expect(pool.admits).toBe(true);
  const waiting = Array.from({ length: 1_000 }, () => pool?.run(work("wait"), []).catch(() => undefined));
  expect(pool.admits).toBe(false);
  await pool.close();
  await Promise.all(waiting);
});

test("a key is fetched once for each worker, and again by the worker that replaces it or after it was forgotten", async () => {
  const der = pair.privateKey.export({ type: "pkcs8", format: "der" });
  let loads = 0;
  const key = {
    id: "k",
    load: async () => {
      loads += 1;
      return { id: "k", type: "private" as const, der: new Uint8Array(der) };
    },
  };
  pool = new CryptoPool({ size: 1, log });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  const decrypt = () => pool?.run({ kind: "decrypt-jwe", keyIds: ["k"], jwe }, [key]);
  expect(await decrypt()).toBe("{}");
  expect(await decrypt()).toBe("{}");
  expect(loads).toBe(1);
  pool.forget("k");
  expect(await decrypt()).toBe("{}");
  expect(loads).toBe(2);
});

test("the private key is wiped on the main thread once the worker has it", async () => {
  const der = new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  await pool.run({ kind: "decrypt-jwe", keyIds: ["k"], jwe }, [
    { id: "k", load: async () => ({ id: "k", type: "private", der }) },
  ]);
  expect(der.every((byte) => byte === 0)).toBe(true);
});

test("a key that is revoked while it is being fetched is not kept, and its bytes are wiped", async () => {
  const der = new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  let finish = () => undefined as undefined;
  const fetched = new Promise<undefined>((resolve) => {
    finish = () => resolve(undefined) as undefined;
  });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  let loads = 0;
  const key = {
    id: "k",
    load: async () => {
      loads += 1;
      await fetched;
      return { id: "k", type: "private" as const, der };
    },
  };
  const call = pool.run({ kind: "decrypt-jwe", keyIds: ["k"], jwe }, [key]);
  pool.forget("k");
  finish();
  await expect(call).rejects.toMatchObject({ code: "unable-to-decrypt" });
  expect(der.every((byte) => byte === 0)).toBe(true);
  await pool.run({ kind: "decrypt-jwe", keyIds: ["k"], jwe }, [key]).catch(() => undefined);
  expect(loads).toBe(2);
});

test("of several keys that a message may be for, one that is revoked on the way is passed over", async () => {
  const bytes = () => new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  const current = pool;
  const key = (id: string, forgotten: boolean) => ({
    id,
    load: async () => {
      await Promise.resolve();
      if (forgotten) current.forget(id);
      return { id, type: "private" as const, der: bytes() };
    },
  });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  const work = { kind: "decrypt-jwe" as const, keyIds: ["revoked", "good"], jwe };
  expect(await pool.run(work, [key("revoked", true), key("good", false)])).toBe("{}");
});

test("calls that need the same key at once have it fetched once, and each of them takes room meanwhile", async () => {
  pool = new CryptoPool({ size: 1, log, program: fragile });
  let loads = 0;
  let finish = () => {};
  const fetched = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const key = {
    id: "k",
    load: async () => {
      loads += 1;
      await fetched;
      return { id: "k", type: "private" as const, der: new Uint8Array(8) };
    },
  };
  const run = () => pool?.run(work("hello"), [key]);
  const calls = Array.from({ length: 999 }, run);
  expect(pool.admits).toBe(true);
  calls.push(run());
  expect(pool.admits).toBe(false);
  finish();
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["hello"]));
  expect(loads).toBe(1);
  expect(pool.admits).toBe(true);
});

test("a key that can't be fetched fails all that wait for it, and is asked for again by the next", async () => {
  pool = new CryptoPool({ size: 1, log, program: fragile });
  let away = true;
  const key = {
    id: "k",
    load: async () => {
      if (away) throw new Error("away");
      return { id: "k", type: "private" as const, der: new Uint8Array(8) };
    },
  };
  const outcomes = await Promise.allSettled([1, 2].map(() => pool?.run(work("hello"), [key])));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  away = false;
  expect(await pool.run(work("hello"), [key])).toBe("hello");
});

test("a key that is revoked while an earlier one is being fetched is neither fetched nor kept", async () => {
  const bytes = () => new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  const current = pool;
  const loaded: string[] = [];
  const key = (id: string) => ({
    id,
    load: async () => {
      loaded.push(id);
      if (id === "first") current.forget("revoked");
      return { id, type: "private" as const, der: bytes() };
    },
  });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  const both = { kind: "decrypt-jwe" as const, keyIds: ["first", "revoked"], jwe };
  expect(await pool.run(both, [key("first"), key("revoked")])).toBe("{}");
  expect(loaded).toEqual(["first"]);
  const one = { ...both, keyIds: ["revoked"] };
  expect(await pool.run(one, [key("revoked")])).toBe("{}");
  expect(loaded).toEqual(["first", "revoked"]);
});

test("a key that is brought back while it is still being fetched is fetched anew", async () => {
  const bytes = () => new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  const finish: (() => void)[] = [];
  const key = {
    id: "k",
    load: async () => {
      await new Promise<void>((resolve) => finish.push(resolve));
      return { id: "k", type: "private" as const, der: bytes() };
    },
  };
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  const run = () => pool?.run({ kind: "decrypt-jwe", keyIds: ["k"], jwe }, [key]);
  const before = expect(run()).rejects.toMatchObject({ code: "unable-to-decrypt" });
  await expect.poll(() => finish.length).toBe(1);
  pool.forget("k");
  const after = run();
  await expect.poll(() => finish.length).toBe(2);
  for (const each of finish) each();
  await before;
  expect(await after).toBe("{}");
});

test("one kind of work doesn't wait until all of another is done", async () => {
  const bytes = () => new Uint8Array(pair.privateKey.export({ type: "pkcs8", format: "der" }));
  pool = new CryptoPool({ size: 1, log });
  const current = pool;
  const key = (id: string) => ({ id, load: async () => ({ id, type: "private" as const, der: bytes() }) });
  const jwe = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
  const one = { kind: "decrypt-jwe" as const, keyIds: ["k"], jwe };
  await current.run(one, [key("k")]);
  await current.run({ ...one, keyIds: ["k", "l"] }, [key("k"), key("l")]);
  const done: string[] = [];
  const flood = Array.from({ length: 200 }, () => current.run(one, [key("k")]).then(() => done.push("one")));
  const other = current
    .run({ ...one, keyIds: ["k", "l"] }, [key("k"), key("l")])
    .then(() => done.push("other"));
  await Promise.all([...flood, other]);
  expect(done.indexOf("other")).toBeLessThan(50);
});

test("an answer whose worker died is encrypted by another, and withheld only if that one dies too", async () => {
  const key = mastercardKeyEntry("e", pair);
  const dyingTimes = (times: number) => ({
    async run() {
      times -= 1;
      if (times >= 0) throw new ThreadLost();
      return "encrypted";
    },
  });
  expect(await encryptBody(Buffer.from("{}"), key, "jwe", "f", dyingTimes(1))).toEqual({
    body: "encrypted",
    headers: {},
  });
  await expect(encryptBody(Buffer.from("{}"), key, "jwe", "f", dyingTimes(2))).rejects.toMatchObject({
    kind: "answer-not-encrypted",
  });
});

test("a call whose worker dies is told to try again, nothing was forwarded, and the next call goes through", async () => {
  const gate = await startGate({
    workerProgram: new URL("./testing/dying-crypto-worker.ts", import.meta.url),
  });
  try {
    const partner = makePartner({ pepper: gate.keyBook.pepper, clientPair: pair, mastercardPair: pair });
    gate.keyBook.publish(...partner.entries);
    await gate.settle();
    const headers = await loggedIn(gate, partner);
    const encryptedData = encryptJwe(Buffer.from("{}"), pair.publicKey, { kid: pair.kid });
    const call = { method: "POST", path: "/a", headers, body: JSON.stringify({ encryptedData }) };
    const answer = await send(gate, call);
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ code: "GATEWAY_BUSY", message: "The gateway is busy" });
    expect(answer.headers["retry-after"]).toBe("1");
    expect(gate.upstream.received).toEqual([]);
    const withheld = await send(gate, { path: "/a", headers: { ...headers, "x-encrypted": "true" } });
    expect([500, 503]).toContain(withheld.status);
    expect((await send(gate, { path: "/a", headers })).status).toBe(200);
  } finally {
    await gate.gateway.close();
  }
});
