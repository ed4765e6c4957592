import type { Transaction } from "../database/database.ts";
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
  const read = (): Promise<ClientEncryptionKey | MastercardEncryptionKey | null> =>
    type === "client" ? findClientKey(tx, projectId, keyId) : findMastercardKey(tx, projectId, keyId);
  const seen = await read();
  if (seen === null) throw noSuchKey();
  await lockEnvironmentById(tx, seen.environmentId);
  const key = await read();
  if (key === null) throw noSuchKey();
  return key as KeyOf[Type];
}

function noSuchKey(): Problem {
  return new Problem("not-found", "There is no such key in this project.");
}
