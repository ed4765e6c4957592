import type { Transaction } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { lockEnvironmentById } from "../projects/store.ts";
import { type Credential, findCredential, lockCredential } from "./store.ts";

/**
 * A project's set of credentials, its environment and itself locked: what changes one environment comes one after the other.
 *
 * @throws {Problem} not-found
 */
export async function lockInProject(
  tx: Transaction,
  which: { readonly projectId: string; readonly credentialId: string },
): Promise<Credential> {
  const seen = await findCredential(tx, which.projectId, which.credentialId);
  if (seen === null) throw noSuchCredential();
  await lockEnvironmentById(tx, seen.environmentId);
  const credential = await lockCredential(tx, seen.id);
  if (credential === null) throw noSuchCredential();
  return credential;
}

export function noSuchCredential(): Problem {
  return new Problem("not-found", "There are no such credentials in this project.");
}
