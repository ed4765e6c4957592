import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { Decrypter, Encrypter } from "age-encryption";
import { UpkeepError } from "../upkeep-error.ts";

/** Who can read a backup: whoever knows the passphrase, or holds the identity of one of the recipients (age1…). */
export type Lock = { readonly passphraseFile: string } | { readonly recipients: readonly string[] };

export type Unlock = { readonly passphraseFile: string } | { readonly identityFile: string };

/** Shorter ones are found by trying, however slow each try is made. */
const SHORTEST_PASSPHRASE = 16;
const LARGEST_FILE = 64 * 1024;

/**
 * Encrypts a stream in the age format, version 1 (C2SP age): ChaCha20-Poly1305 over pieces of 64 KiB, with scrypt for a passphrase and X25519,
 * or X25519 with ML-KEM-768, for recipients.
 *
 * @throws {UpkeepError}
 */
export async function encrypted(text: AsyncIterable<Uint8Array>, lock: Lock): Promise<Readable> {
  const encrypter = new Encrypter();
  if ("passphraseFile" in lock) encrypter.setPassphrase(await readPassphrase(lock.passphraseFile));
  else for (const recipient of lock.recipients) addRecipient(encrypter, recipient);
  const file = await encrypter.encrypt(asWeb(text));
  return Readable.fromWeb(file as ReadableStream<Uint8Array>);
}

/**
 * The text of an encrypted file, piece by piece; a piece comes out only when it is as it was written.
 *
 * @throws {UpkeepError} while it is read, too: what was changed, and an end that is missing, are found where they are
 */
export async function* decrypted(path: string, unlock: Unlock): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  if ("passphraseFile" in unlock) decrypter.addPassphrase(await readPassphrase(unlock.passphraseFile));
  else for (const identity of await readIdentities(unlock.identityFile)) addIdentity(decrypter, identity);
  const file = createReadStream(path);
  try {
    const text = await decrypter.decrypt(asWeb(file)).catch((error: unknown) => {
      throw asRefusal(error, path);
    });
    const pieces = text as ReadableStream<Uint8Array>;
    try {
      yield* pieces;
    } catch (error) {
      if (isSystemError(error)) throw new UpkeepError(`${path} can't be read`, { cause: error });
      throw new UpkeepError("the backup was changed or breaks off: take another copy of it", {
        cause: error,
      });
    }
  } finally {
    file.destroy();
  }
}

function asWeb(chunks: AsyncIterable<Uint8Array>): globalThis.ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks) as globalThis.ReadableStream<Uint8Array>;
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new UpkeepError("--recipient takes a public key of age: age1…");
  }
}

function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw new UpkeepError("the identity file holds a line that is no identity of age (AGE-SECRET-KEY-1…)");
  }
}

function asRefusal(error: unknown, path: string): unknown {
  if (isSystemError(error)) return new UpkeepError(`${path} can't be read`, { cause: error });
  const message = error instanceof Error ? error.message : "";
  if (message === "no identity matched any of the file's recipients") {
    return new UpkeepError("the backup does not open with this passphrase or identity");
  }
  return new UpkeepError(`${path} is no backup of Gatehouse, or its beginning was changed`, { cause: error });
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** The first line: an editor puts a line feed behind it that nobody means. */
async function readPassphrase(path: string): Promise<string> {
  const [passphrase = ""] = (await readSmall(path)).split(/\r?\n/);
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw new UpkeepError(
      `${path}: a passphrase has at least ${SHORTEST_PASSPHRASE} letters; six random words are easy to keep`,
    );
  }
  return passphrase;
}

/** Lines that begin with # are for people, as age-keygen writes them. */
async function readIdentities(path: string): Promise<string[]> {
  const lines = (await readSmall(path)).split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (identities.length === 0) throw new UpkeepError(`${path} holds no identity of age`);
  return identities;
}

async function readSmall(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UpkeepError(`${path} can't be read`, { cause });
  });
  if (text.length > LARGEST_FILE) throw new UpkeepError(`${path} is too large for what it should be`);
  return text;
}
