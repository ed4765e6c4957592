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
 * @throws {GateError} no-answer-key
 */
export function answerKey(
  environment: EnvironmentEntry,
  picture: Picture,
  now: Date,
): MastercardEncryptionKeyEntry {
  const key = picture.activeMastercardKey(environment.id);
  if (key === null) {
    throw new GateError("no-answer-key", "the environment has no active Mastercard Encryption Key: add one");
  }
  if (Date.parse(key.notAfter) <= now.getTime()) {
    const day = key.notAfter.slice(0, 10);
    throw new GateError(
      "no-answer-key",
      `the Mastercard Encryption Key expired on ${day}: add and activate another`,
    );
  }
  return key;
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
