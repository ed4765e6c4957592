import type { IncomingHttpHeaders } from "node:http";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { type ParsedJwe, parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import type { EnvironmentEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { CryptoWork } from "./crypto-messages.ts";
import type { CryptoPool } from "./crypto-pool.ts";
import { ThreadLost } from "./crypto-thread.ts";
import type { FailureCounts } from "./failure-counts.ts";
import type { FieldLevelShape } from "./field-level/message.ts";
import { readFieldLevel } from "./field-level/read.ts";
import { findKeys, type UsableKey } from "./find-keys.ts";
import type { Picture } from "./picture.ts";
import type { Unwrap } from "./secrets.ts";

export interface DecryptStep {
  readonly picture: Picture;
  readonly pool: CryptoPool;
  readonly unwrap: Unwrap;
  readonly fieldLevelFailures: FailureCounts;
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
  const work = found.work(keys.map((key) => key.id));
  let openedBy = keys[0]?.id;
  const run = () =>
    runDecryption(work, keys, step, (keyId) => {
      openedBy = keyId;
    });
  const text =
    found.form === "jwe" ? await run() : await limited(environment.id, step.fieldLevelFailures, run);
  if (openedBy !== undefined) step.used(openedBy);
  if (text.length === 0) throw new GateError("bad-request", "the decrypted body is empty");
  return { form: found.form, body: Buffer.from(text, "latin1") };
}

/**
 * Field-level messages have no MAC, so each answer says of a changed one whether it still makes sense. Few such answers are given: of many
 * messages at once, those that are done after the limit are refused whatever came out.
 *
 * @throws {GateError} too-many-attempts
 */
async function limited<T>(
  environmentId: string,
  failures: FailureCounts,
  work: () => Promise<T>,
): Promise<T> {
  refuseAfterFailures(environmentId, failures);
  try {
    const done = await work();
    refuseAfterFailures(environmentId, failures);
    return done;
  } catch (error) {
    refuseAfterFailures(environmentId, failures);
    if (error instanceof GateError && error.kind === "can-not-decrypt") failures.add(environmentId);
    throw error;
  }
}

function refuseAfterFailures(environmentId: string, failures: FailureCounts): void {
  const wait = failures.wait(environmentId);
  if (wait === null) return;
  throw new GateError("too-many-attempts", "to decrypt field-level messages: send a JWE, or wait", {
    retryAfterSeconds: wait,
  });
}

interface FoundMessage {
  readonly form: "jwe" | FieldLevelShape;
  readonly kid: string | null;
  readonly work: (keyIds: readonly string[]) => CryptoWork;
}

function find(
  body: Buffer,
  received: IncomingHttpHeaders,
  environment: EnvironmentEntry,
): FoundMessage | null {
  const field = environment.payload.requestField;
  const message = readFieldLevel(body, received, field);
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
    const { kid, enc } = headerOf(jwe);
    if (enc === FIELD_LEVEL_SIZED && environment.payload.fieldLevel) {
      throw new GateError("can-not-decrypt", `enc ${enc} isn't accepted here: send A256GCM`);
    }
    return { form: "jwe", kid, work: (keyIds) => ({ kind: "decrypt-jwe", keyIds, jwe }) };
  } catch (error) {
    throw asGateError(error);
  }
}

async function runDecryption(
  work: CryptoWork,
  keys: readonly UsableKey[],
  step: DecryptStep,
  opened: (keyId: string) => void,
): Promise<string> {
  try {
    return await step.pool.run(
      work,
      keys.map((key) => privateKey(key, step.unwrap)),
      opened,
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
type Header = Pick<ParsedJwe, "kid" | "enc">;
const headers = new Map<string, Header>();

/**
 * The content encryption whose keys are as long as those of field-level messages. Both forms wrap their keys alike, so such a JWE could be
 * asked about in the other form, which has no MAC (T. Jager, K. Paterson and J. Somorovsky, "One Bad Apple", 2013).
 */
const FIELD_LEVEL_SIZED = "A128GCM";

/**
 * The header of a message, once it is in order. A client sends the same one each time, so what was read of it is remembered; the segments
 * after it are left to the worker.
 */
function headerOf(jwe: string): Header {
  const segment = jwe.slice(0, Math.max(0, jwe.indexOf(".")));
  const known = headers.get(segment);
  if (known !== undefined) return known;
  const { kid, enc } = parseCompactJwe(segment === "" ? jwe : `${segment}.AAAA.AAAA.AAAA.AAAA`);
  if (headers.size >= MOST_CACHED) headers.clear();
  if (segment.length <= LONGEST_CACHED) {
    // As a map's key the slice is copied and doesn't hold the message of up to two megabytes that it is of; a test watches that.
    headers.set(segment, { kid, enc });
  }
  return { kid, enc };
}

/** What is wrong with the message is public for all codes but one, whose answer has no cause. */
function asGateError(error: unknown): unknown {
  if (!(error instanceof PayloadError)) return error;
  if (error.code === "not-json") return new GateError("bad-request", "the body is not JSON");
  if (error.code === "unable-to-decrypt") return new GateError("can-not-decrypt");
  return new GateError("can-not-decrypt", error.message);
}
