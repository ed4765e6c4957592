import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import { readRequest } from "../certificate-authority/csr.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { type Environment, findEnvironment, lockEnvironment } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { makeMastercardKey, mastercardKeyEntry } from "./make-mastercard-key.ts";
import { requireKeysEnabled } from "./require-keys-enabled.ts";
import { holdsTooMany } from "./rules.ts";
import { findByKid, insertMastercardKey, type MastercardEncryptionKey, mastercardKeysOf } from "./store.ts";

/**
 * Adds a Mastercard Encryption Key to an environment from a request. The environment's first one is active at once. The same request again,
 * whose first answer was lost, finds the key that it has become.
 */
export async function addMastercardKey(
  deps: { readonly database: Database; readonly authority: CertificateAuthority },
  who: Who,
  what: {
    readonly projectId: string;
    readonly environment: Environment["type"];
    readonly alias: string;
    readonly certificateRequest: string;
  },
): Promise<{ key: MastercardEncryptionKey; created: boolean }> {
  const { database } = deps;
  const { project } = await requireRole(database, who.signedIn, what.projectId, "key.add");
  const company = await requireKeysEnabled(database, project);
  const environment = await findEnvironment(database, project.id, what.environment);
  const policy = await readKeyPolicy(database);
  const request = await readRequest(what.certificateRequest, "/certificateRequest", policy);
  const asked = {
    projectId: project.id,
    environmentId: environment.id,
    alias: what.alias,
    kid: request.keyId,
  };
  const known = await alreadyAdded(database, asked);
  if (known !== null) return { key: known, created: false };
  await requireAttempt(database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
  await refuseTooMany(database, environment.id, policy);
  const made = await makeMastercardKey(deps.authority, {
    ...asked,
    request,
    organization: company.name,
    active: false,
    policy,
    now: who.now,
  });
  return inTransaction(database, async (tx) => {
    await lockEnvironment(tx, project.id, environment.type);
    const meanwhile = await alreadyAdded(tx, asked);
    if (meanwhile !== null) return { key: meanwhile, created: false };
    const others = await refuseTooMany(tx, environment.id, policy);
    const key = { ...made, active: others.every((other) => other.revokedAt !== null) };
    await insertMastercardKey(tx, key);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "mastercard-encryption-key.added",
        subject: `mastercard-encryption-key:${key.id}`,
        after: { alias: key.alias, kid: key.kid, active: key.active },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "key.created",
      projectId: key.projectId,
      environmentId: key.environmentId,
      facts: { keyType: "mastercard", kid: key.kid, alias: key.alias },
    });
    await publish(tx, [mastercardKeyEntry(key)]);
    return { key, created: true };
  });
}

/** @throws {Problem} key-already-used, naming the key of another alias or environment that has the pair */
async function alreadyAdded(
  tx: Pick<Database, "select">,
  asked: { projectId: string; environmentId: string; alias: string; kid: string },
): Promise<MastercardEncryptionKey | null> {
  const known = await findByKid(tx, asked.projectId, asked.kid);
  if (known === null) return null;
  if (known.alias === asked.alias && known.environmentId === asked.environmentId && known.revokedAt === null)
    return known;
  throw new Problem(
    "key-already-used",
    `The key “${known.alias}” uses this key pair already: make a new pair.`,
  );
}

/** @throws {Problem} too-many-keys */
async function refuseTooMany(
  tx: Pick<Database, "select">,
  environmentId: string,
  { mostMastercardKeys: most }: KeyPolicy,
): Promise<MastercardEncryptionKey[]> {
  const keys = await mastercardKeysOf(tx, environmentId);
  if (holdsTooMany(keys, most)) {
    throw new Problem("too-many-keys", `An environment holds at most ${most} Mastercard Encryption Keys.`);
  }
  return keys;
}
