import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { publish } from "../key-book/publish.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { type Environment, findEnvironment, lockEnvironment } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { clientKeyEntry, makeClientKey } from "./make-client-key.ts";
import { requireKeysEnabled } from "./require-keys-enabled.ts";
import { holdsTooMany } from "./rules.ts";
import { type ClientEncryptionKey, clientKeysOf, insertClientKey } from "./store.ts";

export interface AddClientKeyDeps {
  readonly database: Database;
  readonly custody: Custody;
  readonly authority: CertificateAuthority;
  readonly providerName: string;
  /** Where making keys waits for its turn. */
  readonly keyWork: Turnstile;
}

/**
 * Makes one more Client Encryption Key for an environment; it is in use at once, beside the others.
 *
 * @throws {Problem} not-found, not-allowed, encryption-keys-not-enabled, too-many-keys, too-many-attempts, unavailable
 */
export async function addClientKey(
  deps: AddClientKeyDeps,
  who: Who,
  what: { readonly projectId: string; readonly environment: Environment["type"] },
): Promise<ClientEncryptionKey> {
  const { database } = deps;
  const { project } = await requireRole(database, who.signedIn, what.projectId, "key.add");
  await requireKeysEnabled(database, project);
  const environment = await findEnvironment(database, project.id, what.environment);
  await requireAttempt(database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
  const policy = await readKeyPolicy(database);
  await refuseTooMany(database, environment.id, policy);
  const key = await deps.keyWork(() =>
    makeClientKey(deps, {
      projectId: project.id,
      environmentId: environment.id,
      subject: `${deps.providerName} ${project.id}`.slice(0, 64),
      policy,
      now: who.now,
    }),
  );
  return inTransaction(database, async (tx) => {
    await lockEnvironment(tx, project.id, environment.type);
    await refuseTooMany(tx, environment.id, policy);
    await insertClientKey(tx, key);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "client-encryption-key.created",
        subject: `client-encryption-key:${key.id}`,
        after: { kid: key.kid },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "key.created",
      projectId: key.projectId,
      environmentId: key.environmentId,
      facts: { keyType: "client", kid: key.kid, alias: null },
    });
    await publish(tx, [clientKeyEntry(key)]);
    return key;
  });
}

/** @throws {Problem} too-many-keys */
async function refuseTooMany(
  tx: Database | Transaction,
  environmentId: string,
  { mostClientKeys: most }: KeyPolicy,
): Promise<void> {
  if (holdsTooMany(await clientKeysOf(tx, environmentId), most)) {
    throw new Problem("too-many-keys", `An environment holds at most ${most} Client Encryption Keys.`);
  }
}
