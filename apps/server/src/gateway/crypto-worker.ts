import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { decryptJwe, unableToDecrypt } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import type { CryptoJob, CryptoKeyMaterial, CryptoResult, CryptoWork, ToWorker } from "./crypto-messages.ts";
import { decryptFieldLevel } from "./field-level/decrypt.ts";
import { encryptFieldLevel } from "./field-level/encrypt.ts";

/**
 * A crypto worker: one thread that decrypts and encrypts whole messages synchronously. Results go back a few at a time, so that the first
 * of a long batch don't wait for the last.
 */
const RESULTS_AT_ONCE = 4;

const keys = new Map<string, KeyObject>();
const port = parentPort;
if (port === null) throw new Error("this file is the program of a worker thread");

port.on("message", (message: ToWorker) => {
  if (message.kind === "jobs") work(message.jobs);
  else if (message.kind === "forget") keys.delete(message.keyId);
  else keep(message.key);
});

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

function work(jobs: readonly CryptoJob[]): void {
  let results: CryptoResult[] = [];
  for (const job of jobs) {
    results.push(answer(job));
    if (results.length === RESULTS_AT_ONCE) {
      port?.postMessage(results);
      results = [];
    }
  }
  if (results.length > 0) port?.postMessage(results);
}

function answer({ number, work: asked }: CryptoJob): CryptoResult {
  try {
    return { number, text: perform(asked) };
  } catch (error) {
    if (error instanceof PayloadError) return { number, refused: error.code, message: error.message };
    return { number, failed: error instanceof Error ? error.message : "unknown" };
  }
}

function perform(asked: CryptoWork): string {
  switch (asked.kind) {
    case "decrypt-jwe": {
      const jwe = parseCompactJwe(asked.jwe);
      return withOneOf(asked.keyIds, (key) => decryptJwe(jwe, key)).toString("latin1");
    }
    case "encrypt-jwe": {
      const plaintext = Buffer.from(asked.plaintext, "latin1");
      return wrapJweInBody(encryptJwe(plaintext, keyOf(asked.keyId), { kid: asked.kid }), asked.field);
    }
    case "decrypt-field-level": {
      const message = {
        iv: Buffer.from(asked.iv, asked.encoding),
        encryptedKey: Buffer.from(asked.encryptedKey, asked.encoding),
        value: Buffer.from(asked.value, asked.encoding),
      };
      return withOneOf(asked.keyIds, (key) => decryptFieldLevel(message, asked.digest, key)).toString(
        "latin1",
      );
    }
    case "encrypt-field-level":
      return encryptFieldLevel(Buffer.from(asked.plaintext, "latin1"), keyOf(asked.keyId), asked);
  }
}

/** A message that names no key may be meant for any of its environment. */
function withOneOf(keyIds: readonly string[], decrypt: (key: KeyObject) => Buffer): Buffer {
  for (const id of keyIds) {
    try {
      return decrypt(keyOf(id));
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
