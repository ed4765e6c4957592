import type { EnvironmentEntry, MastercardEncryptionKeyEntry } from "../key-book/entries.ts";
import { GateError } from "../problems/gate-errors.ts";
import type { CryptoPool } from "./crypto-pool.ts";
import { ThreadLost } from "./crypto-thread.ts";
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
 * The body of an answer, as the caller gets it. A worker that dies over it is given a second try by another: the request has been carried
 * out, and encrypting can be repeated.
 *
 * @returns latin1 text
 * @throws {GateError} answer-not-encrypted
 */
export async function encryptBody(
  plaintext: Buffer,
  key: MastercardEncryptionKeyEntry,
  field: string,
  pool: Pick<CryptoPool, "run">,
): Promise<string> {
  const work = {
    kind: "encrypt-jwe",
    keyId: key.id,
    kid: key.kid,
    plaintext: plaintext.toString("latin1"),
    field,
  } as const;
  const material = {
    id: key.id,
    load: async () => ({
      id: key.id,
      type: "public" as const,
      der: new Uint8Array(Buffer.from(key.publicKey, "base64")),
    }),
  };
  try {
    return await pool.run(work, [material]).catch((error: unknown) => {
      if (error instanceof ThreadLost) return pool.run(work, [material]);
      throw error;
    });
  } catch (error) {
    throw new GateError("answer-not-encrypted", undefined, { cause: error });
  }
}
