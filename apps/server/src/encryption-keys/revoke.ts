import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { findKey, type Which } from "./find-key.ts";
import type { KeyUse, UseOfKey } from "./key-use.ts";
import { clientKeyEntry } from "./make-client-key.ts";
import { mastercardKeyEntry } from "./make-mastercard-key.ts";
import { refuse } from "./refuse.ts";
import {
  destructionOf,
  whyNotRevokeClientKey,
  whyNotRevokeMastercardKey,
  whyNotRevokeUsedKey,
} from "./rules.ts";
import {
  type ClientEncryptionKey,
  clientKeysOf,
  type MastercardEncryptionKey,
  setClientKeyRevoked,
  setMastercardKeyRevoked,
} from "./store.ts";

/**
 * Revokes an inactive Mastercard Encryption Key for good.
 *
 * @throws {Problem} not-found, not-allowed, key-revoked, revoking-active-key
 */
export async function revokeMastercardKey(
  database: Database,
  who: Who,
  which: Which,
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.revoke");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    refuse(whyNotRevokeMastercardKey(key));
    await setMastercardKeyRevoked(tx, key.id, who.now);
    const revoked = { ...key, revokedAt: who.now };
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "mastercard-encryption-key.revoked",
        subject: `mastercard-encryption-key:${key.id}`,
        after: { alias: key.alias, kid: key.kid },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "key.revoked",
      projectId: key.projectId,
      environmentId: key.environmentId,
      facts: { keyType: "mastercard", kid: key.kid, alias: key.alias },
    });
    await publish(tx, [mastercardKeyEntry(revoked)]);
    return revoked;
  });
}

/**
 * Revokes a Client Encryption Key: gateways forget its private half at once, and it is destroyed after a while; until then an
 * operator can bring it back. For one that was used in the last day
 * the caller must have seen so: a revoke stops those programs.
 *
 * @param which `confirmCalls`: the last day's count of calls as the caller has seen it; null: none
 * @throws {Problem} not-found, not-allowed, key-revoked, revoking-last-client-key, revoking-used-key
 */
export async function revokeClientKey(
  deps: { readonly database: Database; readonly useOfKey: UseOfKey },
  who: Who,
  which: Which & { readonly confirmCalls: number | null },
): Promise<ClientEncryptionKey> {
  const { database, useOfKey } = deps;
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.revoke");
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "client", project.id, which.keyId);
    const all = await clientKeysOf(tx, key.environmentId);
    refuse(whyNotRevokeClientKey(key, all, who.now));
    const use = await useOfKey(tx, key.id, who.now);
    if (whyNotRevokeUsedKey(use, which.confirmCalls) !== null) throw stillUsed(use);
    const destroyAt = destructionOf(who.now, await readKeyPolicy(tx));
    const revoked = { ...key, revokedAt: who.now, revokedBy: who.signedIn.email, destroyAt };
    await setClientKeyRevoked(tx, revoked);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "client-encryption-key.revoked",
        subject: `client-encryption-key:${key.id}`,
        after: { kid: key.kid, callsInLastDay: use.calls.day },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "key.revoked",
      projectId: key.projectId,
      environmentId: key.environmentId,
      facts: { keyType: "client", kid: key.kid, alias: null },
    });
    await publish(tx, [clientKeyEntry(revoked)]);
    return revoked;
  });
}

function stillUsed({ calls, lastUsedAt }: KeyUse): Problem {
  const last = lastUsedAt === null ? "" : `, the last at ${lastUsedAt.toISOString().slice(0, 16)}Z`;
  return new Problem(
    "revoking-used-key",
    `Programs use this key: ${calls.day} calls in the last day${last}. They would be refused. Move them to another key first, or repeat the day's count.`,
    { fields: [{ pointer: "/confirmCalls", detail: `${calls.day} calls were counted in the last day.` }] },
  );
}
