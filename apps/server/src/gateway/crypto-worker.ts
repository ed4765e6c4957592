import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import {
  decryptContent,
  decryptJwe,
  unableToDecrypt,
  unwrapContentKey,
} from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import type { CryptoJob, CryptoKeyMaterial, CryptoResult, CryptoWork, ToWorker } from "./crypto-messages.ts";
import { decryptFieldLevel } from "./field-level/decrypt.ts";
import { encryptFieldLevel } from "./field-level/encrypt.ts";

/**
 * A crypto worker: one thread that decrypts and encrypts whole messages synchronously. It does one kind of work at a time, a few messages
 * together: after an RSA operation everything else is cold in the processor's caches and takes several times as long. Results go back group
 * by group, so that the first don't wait for the last.
 */
const GROUP = 8;

const keys = new Map<string, KeyObject>();
const toEncrypt: CryptoJob[] = [];
const toDecrypt: CryptoJob[] = [];
const others: CryptoJob[] = [];
/** A key to be forgotten once the jobs that came before are done; what comes after waits behind it. */
let toForget: string | null = null;
const port = parentPort;
if (port === null) throw new Error("this file is the program of a worker thread");

port.on("message", (message: ToWorker) => {
  take(message);
  for (let group = nextGroup(); group !== null; group = nextGroup()) port.postMessage(group);
});

function take(message: ToWorker): void {
  if (message.kind === "key") keep(message.key);
  else if (message.kind === "forget") toForget = message.keyId;
  else for (const job of message.jobs) queueOf(job).push(job);
}

function queueOf({ work }: CryptoJob): CryptoJob[] {
  if (work.kind.startsWith("encrypt")) return toEncrypt;
  return work.kind === "decrypt-jwe" && work.keyIds.length === 1 ? toDecrypt : others;
}

/** Whose turn is next: each kind of work gets a group in a round, so that no partner's calls wait for ever behind another's. */
const ROUND: readonly (() => CryptoResult[] | null)[] = [
  () => (toEncrypt.length === 0 ? null : toEncrypt.splice(0, GROUP).map(answer)),
  () => (toDecrypt.length === 0 ? null : decryptTogether(toDecrypt.splice(0, GROUP))),
  () => (others.length === 0 ? null : others.splice(0, 1).map(answer)),
];
let turn = 0;

/** The results of the next few jobs; null when there are none left. */
function nextGroup(): CryptoResult[] | null {
  takeWaiting();
  for (let tried = 0; tried < ROUND.length; tried += 1) {
    const group = ROUND[turn]?.() ?? null;
    turn = (turn + 1) % ROUND.length;
    if (group !== null) return group;
  }
  return null;
}

/** Takes in what has come meanwhile, up to a key that is to be forgotten after the jobs in hand. */
function takeWaiting(): void {
  for (;;) {
    if (toForget !== null) {
      if (toEncrypt.length + toDecrypt.length + others.length > 0) return;
      keys.delete(toForget);
      toForget = null;
    }
    const waiting = port === null ? undefined : receiveMessageOnPort(port);
    if (waiting === undefined) return;
    take(waiting.message as ToWorker);
  }
}

function decryptTogether(jobs: readonly CryptoJob[]): CryptoResult[] {
  const parsed = jobs.map(({ work }) =>
    attempt(() => {
      if (work.kind !== "decrypt-jwe") throw new Error("not a JWE to decrypt");
      return { jwe: parseCompactJwe(work.jwe), key: keyOf(work.keyIds[0] ?? "") };
    }),
  );
  const unwrapped = parsed.map((read) =>
    read.ok ? attempt(() => unwrapContentKey(read.value.jwe, read.value.key)) : read,
  );
  return jobs.map(({ number }, index) => {
    const [read, contentKey] = [parsed[index], unwrapped[index]];
    if (read?.ok !== true) return refusal(number, read?.error);
    if (contentKey?.ok !== true) return refusal(number, contentKey?.error);
    const text = attempt(() => decryptContent(read.value.jwe, contentKey.value).toString("latin1"));
    return text.ok ? { number, text: text.value } : refusal(number, text.error);
  });
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** An unusable key fails its jobs, not the worker. */
function keep({ id, type, der }: CryptoKeyMaterial): void {
  const bytes = Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  try {
    keys.set(
      id,
      type === "private"
        ? createPrivateKey({ key: bytes, format: "der", type: "pkcs8" })
        : createPublicKey({ key: bytes, format: "der", type: "spki" }),
    );
  } catch {
    keys.delete(id);
  } finally {
    bytes.fill(0);
  }
}

function answer({ number, work }: CryptoJob): CryptoResult {
  const done = attempt(() => perform(work));
  return done.ok ? { number, ...done.value } : refusal(number, done.error);
}

function refusal(number: number, error: unknown): CryptoResult {
  if (error instanceof PayloadError) return { number, refused: error.code, message: error.message };
  return { number, failed: error instanceof Error ? error.message : "unknown" };
}

interface Done {
  readonly text: string;
  readonly openedBy?: string;
}

function perform(asked: CryptoWork): Done {
  switch (asked.kind) {
    case "decrypt-jwe": {
      const jwe = parseCompactJwe(asked.jwe);
      return withOneOf(asked.keyIds, (key) => decryptJwe(jwe, key));
    }
    case "encrypt-jwe": {
      const plaintext = Buffer.from(asked.plaintext, "latin1");
      const jwe = encryptJwe(plaintext, keyOf(asked.keyId), { kid: asked.kid });
      return { text: wrapJweInBody(jwe, asked.field) };
    }
    case "decrypt-field-level": {
      const message = {
        iv: Buffer.from(asked.iv, asked.encoding),
        encryptedKey: Buffer.from(asked.encryptedKey, asked.encoding),
        value: Buffer.from(asked.value, asked.encoding),
      };
      return withOneOf(asked.keyIds, (key) => decryptFieldLevel(message, asked.digest, key));
    }
    case "encrypt-field-level":
      return { text: encryptFieldLevel(Buffer.from(asked.plaintext, "latin1"), keyOf(asked.keyId), asked) };
  }
}

/** A message that names no key may be meant for any of its environment. */
function withOneOf(keyIds: readonly string[], decrypt: (key: KeyObject) => Buffer): Done {
  // One of them may have been revoked on the way here.
  for (const id of keyIds.filter((each) => keys.has(each))) {
    try {
      return { text: decrypt(keyOf(id)).toString("latin1"), openedBy: id };
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
    }
  }
  throw unableToDecrypt();
}

function keyOf(id: string): KeyObject {
  const key = keys.get(id);
  if (key === undefined) throw new Error("the key can't be used");
  return key;
}
