import type { EnvironmentEntry, MastercardEncryptionKeyEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { CryptoWork } from "./crypto-messages.ts";
import type { CryptoPool } from "./crypto-pool.ts";
import { ThreadLost } from "./crypto-thread.ts";
import type { FieldLevelShape } from "./field-level/message.ts";
import { writeFieldLevel } from "./field-level/write.ts";
import type { Picture } from "./picture.ts";

/**
 * The key that answers are encrypted to. Asked before a request is forwarded, so that nothing is done whose outcome can't be told.
 *
 * @param wanted the `kid` of x-encryption-key, with which a partner tries a key before it is activated; null: the active key
 * @throws {GateError} no-answer-key
 */
export function answerKey(
  environment: EnvironmentEntry,
  picture: Picture,
  now: Date,
  wanted: string | null = null,
): MastercardEncryptionKeyEntry {
  if (wanted !== null) return namedKey(environment, picture, now, wanted);
  const key = picture.activeMastercardKey(environment.id);
  if (key === null) {
    throw new GateError("no-answer-key", "the environment has no active Mastercard Encryption Key: add one");
  }
  if (isExpired(key, now)) {
    throw new GateError(
      "no-answer-key",
      `the Mastercard Encryption Key expired on ${day(key.notAfter)}: add and activate another`,
    );
  }
  return key;
}

/** Causes tell of the environment's own keys alone. */
function namedKey(
  environment: EnvironmentEntry,
  picture: Picture,
  now: Date,
  kid: string,
): MastercardEncryptionKeyEntry {
  const own = picture.keysByKid(kid).filter((key) => key.environmentId === environment.id);
  const key = own.find((each) => each.kind === "mastercard-encryption-key");
  if (key === undefined) {
    const cause = own.length > 0 ? "names a Client Encryption Key" : "names no key of this environment";
    throw new GateError("no-answer-key", `x-encryption-key ${cause}`);
  }
  if (key.revokedAt !== null) {
    throw new GateError("no-answer-key", `the key of x-encryption-key was revoked on ${day(key.revokedAt)}`);
  }
  if (isExpired(key, now)) {
    throw new GateError("no-answer-key", `the key of x-encryption-key expired on ${day(key.notAfter)}`);
  }
  return key;
}

function isExpired(key: MastercardEncryptionKeyEntry, now: Date): boolean {
  return Date.parse(key.notAfter) <= now.getTime();
}

function day(moment: string): string {
  return moment.slice(0, 10);
}

/**
 * The body of an answer as the caller gets it, in the form of its request. A worker that dies over it is given a second try by another:
 * the request has been carried out, and encrypting can be repeated.
 *
 * @param field of the environment for answers
 * @returns the body, one byte a letter (latin1), and the headers that its form needs
 * @throws {GateError} answer-not-encrypted
 */
export async function encryptBody(
  plaintext: Buffer,
  key: MastercardEncryptionKeyEntry,
  form: "jwe" | FieldLevelShape,
  field: string,
  pool: Pick<CryptoPool, "run">,
): Promise<{ body: string; headers: Readonly<Record<string, string>> }> {
  const content = { keyId: key.id, plaintext: plaintext.toString("latin1") };
  const work: CryptoWork =
    form === "jwe"
      ? { kind: "encrypt-jwe", ...content, kid: key.kid, field }
      : { kind: "encrypt-field-level", ...content, encoding: form.encoding, digest: form.digest };
  const material = {
    id: key.id,
    load: async () => ({
      id: key.id,
      type: "public" as const,
      der: new Uint8Array(Buffer.from(key.publicKey, "base64")),
    }),
  };
  try {
    const sealed = await pool.run(work, [material]).catch((error: unknown) => {
      if (error instanceof ThreadLost) return pool.run(work, [material]);
      throw error;
    });
    return form === "jwe" ? { body: sealed, headers: {} } : writeFieldLevel(sealed, form, key, field);
  } catch (error) {
    throw new GateError("answer-not-encrypted", undefined, { cause: error });
  }
}
