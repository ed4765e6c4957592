import { z } from "zod";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { lockEnvironmentById, readProject } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { clientKeyEntry } from "./make-client-key.ts";
import { type RestoreRefusal, whyNotRestore } from "./rules.ts";
import {
  type ClientEncryptionKey,
  findClientKeyAnywhere,
  lockClientKey,
  setClientKeyInUse,
} from "./store.ts";

export interface RestoreDeps {
  readonly database: Database;
}

/** Why a key is brought back, for the trail and for the team. */
export const reasonField = z
  .string("Say why the key is brought back.")
  .max(2_000, "A reason has at most 500 letters.")
  .trim()
  .normalize("NFC")
  .min(10, "Say why in at least 10 letters: the team and the audit log are told.")
  .max(500, "A reason has at most 500 letters.")
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "Write the reason in one line.");

const DETAILS: Readonly<Record<RestoreRefusal, string>> = {
  "not-revoked": "The key is in use: there is nothing to bring back.",
  compromised: "The key was reported as compromised: it stays revoked, since others may have it.",
  destroyed: "The private half of the key is destroyed, and nobody can bring it back.",
  expired:
    "The key has expired meanwhile: brought back, it would still be refused. The partner adds a new one.",
};

/**
 * Undoes the revoke of a Client Encryption Key, up to the day on which its private half is destroyed: it is in use again, on every gateway,
 * and its team is told. The environment may hold more keys by it than the policy allows for new ones.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, key-not-restorable
 */
export async function restoreClientKey(
  deps: RestoreDeps,
  who: Who,
  what: { readonly keyId: string; readonly reason: string },
): Promise<ClientEncryptionKey> {
  return inTransaction(deps.database, async (tx) => {
    const seen = await findClientKeyAnywhere(tx, what.keyId);
    if (seen === null) throw noSuchKey();
    // First the environment, as everything that changes its keys; then the key itself, which the destroying job locks alone.
    await lockEnvironmentById(tx, seen.environmentId);
    const key = await lockClientKey(tx, what.keyId);
    const project = await readProject(tx, seen.projectId);
    if (key === null || project === null) throw noSuchKey();
    const refused = whyNotRestore(key, who.now);
    if (refused !== null) throw new Problem("key-not-restorable", DETAILS[refused]);
    const restored = { ...key, revokedAt: null, revokedBy: null, destroyAt: null };
    await setClientKeyInUse(tx, key.id);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "client-encryption-key.restored",
        subject: `client-encryption-key:${key.id}`,
        before: { revokedAt: key.revokedAt?.toISOString() ?? null, revokedBy: key.revokedBy },
        after: { kid: key.kid, reason: what.reason },
      },
    ]);
    await tellMembers(tx, null, who.now, {
      kind: "key.restored",
      projectId: project.id,
      environmentId: key.environmentId,
      facts: { keyType: "client", kid: key.kid, alias: null, reason: what.reason },
    });
    await publish(tx, [clientKeyEntry(restored)]);
    return restored;
  });
}

function noSuchKey(): Problem {
  return new Problem("not-found", "There is no such key.");
}
