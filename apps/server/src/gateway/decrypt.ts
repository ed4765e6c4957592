import type { IncomingHttpHeaders } from "node:http";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import type { EnvironmentEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { CryptoWork } from "./crypto-messages.ts";
import type { CryptoPool } from "./crypto-pool.ts";
import { ThreadLost } from "./crypto-thread.ts";
import type { FieldLevelShape } from "./field-level/message.ts";
import { readFieldLevel } from "./field-level/read.ts";
import { findKeys, type UsableKey } from "./find-keys.ts";
import type { Picture } from "./picture.ts";
import type { Unwrap } from "./secrets.ts";

export interface DecryptStep {
  readonly picture: Picture;
  readonly pool: CryptoPool;
  readonly unwrap: Unwrap;
  readonly now: Date;
  /** Told the id of the key that was used. */
  readonly used: (keyId: string) => void;
}

export interface ReadMessage {
  /** The form it came in, which is the form of an encrypted answer; null: it was not encrypted. */
  readonly form: "jwe" | FieldLevelShape | null;
  /** What goes to the upstream: bytes as they came, or as they were decrypted; never written anew. */
  readonly body: Buffer;
}

/**
 * The message in a request's body, decrypted where it is encrypted and the environment's policy doesn't say `off`.
 *
 * @throws {GateError} bad-request, not-encrypted, can-not-decrypt, busy
 */
export async function decryptBody(
  body: Buffer,
  headers: IncomingHttpHeaders,
  environment: EnvironmentEntry,
  step: DecryptStep,
): Promise<ReadMessage> {
  const { policy } = environment.payload;
  if (policy === "off") {
    requireJsonText(body);
    return { form: null, body };
  }
  const found = find(body, headers, environment);
  if (found === null) {
    if (policy === "required") throw new GateError("not-encrypted");
    return { form: null, body };
  }
  const keys = findKeys(found.kid, environment, step.picture, step.now);
  if (!step.pool.admits) throw new GateError("busy", undefined, { retryAfterSeconds: 1 });
  const text = await runDecryption(found.work(keys.map((key) => key.id)), keys, step);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) step.used(only.id);
  if (text.length === 0) throw new GateError("bad-request", "the decrypted body is empty");
  return { form: found.form, body: Buffer.from(text, "latin1") };
}

interface FoundMessage {
  readonly form: "jwe" | FieldLevelShape;
  readonly kid: string | null;
  readonly work: (keyIds: readonly string[]) => CryptoWork;
}

function find(
  body: Buffer,
  headers: IncomingHttpHeaders,
  environment: EnvironmentEntry,
): FoundMessage | null {
  const field = environment.payload.requestField;
  const message = readFieldLevel(body, headers, field);
  if (message !== null) {
    if (!environment.payload.fieldLevel) {
      throw new GateError("can-not-decrypt", "field-level encryption isn't accepted here: send a JWE");
    }
    const { shape, kid, iv, encryptedKey, value } = message;
    const { encoding, digest } = shape;
    return {
      form: shape,
      kid,
      work: (keyIds) => ({ kind: "decrypt-field-level", keyIds, iv, encryptedKey, value, encoding, digest }),
    };
  }
  try {
    const jwe = findJweInBody(body, field);
    if (jwe === null) return null;
    return { form: "jwe", kid: kidOf(jwe), work: (keyIds) => ({ kind: "decrypt-jwe", keyIds, jwe }) };
  } catch (error) {
    throw asGateError(error);
  }
}

async function runDecryption(
  work: CryptoWork,
  keys: readonly UsableKey[],
  step: DecryptStep,
): Promise<string> {
  try {
    return await step.pool.run(
      work,
      keys.map((key) => privateKey(key, step.unwrap)),
    );
  } catch (error) {
    if (error instanceof ThreadLost) {
      throw new GateError("busy", undefined, { retryAfterSeconds: 1, cause: error });
    }
    throw asGateError(error);
  }
}

function privateKey(key: UsableKey, unwrap: Unwrap) {
  return {
    id: key.id,
    async load() {
      const der = await unwrap(key.privateKey, `client-encryption-key:${key.id}`);
      // A copy of its own: a pooled Buffer would take its neighbours along to the thread.
      const own = new Uint8Array(der);
      der.fill(0);
      return { id: key.id, type: "private" as const, der: own };
    },
  };
}

function requireJsonText(body: Buffer): void {
  try {
    JSON.parse(body.toString("utf8"));
  } catch {
    throw new GateError("bad-request", "the body is not JSON");
  }
}

const MOST_CACHED = 2_000;
const LONGEST_CACHED = 1_024;
const kids = new Map<string, string | null>();

/**
 * The `kid` of a message whose header is in order. A client sends the same header each time, so what was read of it is remembered; the
 * segments after it are left to the worker.
 */
function kidOf(jwe: string): string | null {
  const header = jwe.slice(0, Math.max(0, jwe.indexOf(".")));
  const known = kids.get(header);
  if (known !== undefined) return known;
  const { kid } = parseCompactJwe(header === "" ? jwe : `${header}.AAAA.AAAA.AAAA.AAAA`);
  if (kids.size >= MOST_CACHED) kids.clear();
  if (header.length <= LONGEST_CACHED) kids.set(header, kid);
  return kid;
}

/** What is wrong with the message is public for all codes but one, whose answer has no cause. */
function asGateError(error: unknown): unknown {
  if (!(error instanceof PayloadError)) return error;
  if (error.code === "not-json") return new GateError("bad-request", "the body is not JSON");
  if (error.code === "unable-to-decrypt") return new GateError("can-not-decrypt");
  return new GateError("can-not-decrypt", error.message);
}
