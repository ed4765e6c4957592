import type { Database, Transaction } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { lockEnvironmentById } from "../projects/store.ts";
import {
  type ClientEncryptionKey,
  findClientKey,
  findMastercardKey,
  type MastercardEncryptionKey,
} from "./store.ts";

/** A key, as a route names it. */
export interface Which {
  readonly projectId: string;
  readonly keyId: string;
}

interface KeyOf {
  readonly client: ClientEncryptionKey;
  readonly mastercard: MastercardEncryptionKey;
}

/**
 * A project's key, its environment locked: what changes keys of one environment comes one after the other, and sees what came before.
 *
 * @throws {Problem} not-found
 */
export async function findKey<Type extends keyof KeyOf>(
  tx: Transaction,
  type: Type,
  projectId: string,
  keyId: string,
): Promise<KeyOf[Type]> {
  const seen = await readKey(tx, type, projectId, keyId);
  await lockEnvironmentById(tx, seen.environmentId);
  return readKey(tx, type, projectId, keyId);
}

/**
 * A project's key as it is at this moment, for who changes nothing, or not yet.
 *
 * @throws {Problem} not-found
 */
export async function readKey<Type extends keyof KeyOf>(
  reader: Pick<Database, "select">,
  type: Type,
  projectId: string,
  keyId: string,
): Promise<KeyOf[Type]> {
  const find = type === "client" ? findClientKey : findMastercardKey;
  const key: ClientEncryptionKey | MastercardEncryptionKey | null = await find(reader, projectId, keyId);
  if (key === null) throw new Problem("not-found", "There is no such key in this project.");
  return key as KeyOf[Type];
}
