import { z } from "zod";
import { hasLapsed } from "../accounts/first-pair.ts";
import { readAccount } from "../accounts/store.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { hasPartIn } from "../projects/four-eyes.ts";
import { lockEnvironmentById, readProject } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { clientKeyEntry } from "./make-client-key.ts";
import { type RestoreRefusal, whyNotRestore } from "./rules.ts";
import {
  type ClientEncryptionKey,
  findClientKeyAnywhere,
  lockClientKey,
  setClientKeyInUse,
  setRestoreAsked,
} from "./store.ts";

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

/** What the first operator has asked for and the second hasn't confirmed; null: nobody asks, or asked too long ago. */
export function restoreAsked(
  key: Pick<
    ClientEncryptionKey,
    "restoreReason" | "restoreAskedBy" | "restoreAskedByEmail" | "restoreAskedAt"
  >,
  now: Date,
): { readonly reason: string; readonly by: string; readonly byEmail: string; readonly at: Date } | null {
  const { restoreReason: reason, restoreAskedBy: by, restoreAskedByEmail: byEmail, restoreAskedAt: at } = key;
  if (reason === null || by === null || byEmail === null || at === null) return null;
  return hasLapsed(at, now) ? null : { reason, by, byEmail, at };
}

/**
 * Undoes the revoke of a Client Encryption Key, up to the day on which its private half is destroyed. It takes two operators: the first
 * asks for it with a reason, another one confirms, and from then on the key is in use again, on every gateway, and its team is told. The
 * environment may hold more keys by it than the policy allows for new ones.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @param what `reason` of the first; the second confirms what was asked for
 * @throws {Problem} not-found, key-not-restorable, own-request, second-pair-of-eyes, invalid-request for no reason
 */
export async function restoreClientKey(
  database: Database,
  who: OperatorWho,
  what: { readonly keyId: string; readonly reason: string | null },
): Promise<{ readonly key: ClientEncryptionKey; readonly state: "asked" | "restored" }> {
  return withKey(database, who, what.keyId, async (tx, key) => {
    const refused = whyNotRestore(key, who.now);
    if (refused !== null) throw new Problem("key-not-restorable", DETAILS[refused]);
    const asked = await stillAsked(tx, key, who.now);
    const subject = `client-encryption-key:${key.id}`;
    const { projectId } = key;
    if (asked === null) {
      const { reason } = what;
      if (reason === null) throw noReason();
      await setRestoreAsked(tx, key.id, {
        restoreReason: reason,
        restoreAskedBy: who.signedIn.id,
        restoreAskedByEmail: who.signedIn.email,
        restoreAskedAt: who.now,
      });
      await appendAudit(tx, who.origin, who.now, [
        {
          projectId,
          action: "client-encryption-key.restore-asked",
          subject,
          after: { kid: key.kid, reason },
        },
      ]);
      return { key, state: "asked" };
    }
    if (asked.by === who.signedIn.id) {
      throw new Problem("second-pair-of-eyes", "You have asked for it: another operator confirms.");
    }
    const restored = await setClientKeyInUse(tx, key.id, who.signedIn.id);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId,
        action: "client-encryption-key.restored",
        subject,
        before: { revokedAt: key.revokedAt?.toISOString() ?? null, revokedBy: key.revokedBy },
        after: { kid: key.kid, reason: asked.reason, askedBy: asked.byEmail },
      },
    ]);
    await tellMembers(tx, null, who.now, {
      kind: "key.restored",
      projectId,
      environmentId: key.environmentId,
      facts: { keyType: "client", kid: key.kid, alias: null, reason: asked.reason },
    });
    await publish(tx, [clientKeyEntry(restored)]);
    return { key: restored, state: "restored" };
  });
}

/** A first pair of eyes that has left the desk since counts no more. */
async function stillAsked(tx: Transaction, key: ClientEncryptionKey, now: Date) {
  const asked = restoreAsked(key, now);
  return asked !== null && (await readAccount(tx, asked.by))?.operator === true ? asked : null;
}

/**
 * Drops what an operator has asked for and no other has confirmed. One operator does it.
 *
 * @throws {Problem} not-found, own-request, wrong-state
 */
export async function dropRestore(database: Database, who: OperatorWho, keyId: string): Promise<void> {
  await withKey(database, who, keyId, async (tx, key) => {
    if (key.revokedAt === null || restoreAsked(key, who.now) === null) {
      throw new Problem("wrong-state", "Nobody asks for this key to be brought back.");
    }
    await setRestoreAsked(tx, key.id, NOT_ASKED);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: key.projectId,
        action: "client-encryption-key.restore-dropped",
        subject: `client-encryption-key:${key.id}`,
        after: { kid: key.kid },
      },
    ]);
  });
}

const NOT_ASKED = {
  restoreReason: null,
  restoreAskedBy: null,
  restoreAskedByEmail: null,
  restoreAskedAt: null,
};

async function withKey<T>(
  database: Database,
  who: OperatorWho,
  keyId: string,
  work: (tx: Transaction, key: ClientEncryptionKey) => Promise<T>,
): Promise<T> {
  return asOperator(database, who, async (tx) => {
    const seen = await findClientKeyAnywhere(tx, keyId);
    if (seen === null) throw noSuchKey();
    // First the environment, as everything that changes its keys; then the key itself, which the destroying job locks alone.
    await lockEnvironmentById(tx, seen.environmentId);
    const key = await lockClientKey(tx, keyId);
    const project = await readProject(tx, seen.projectId);
    if (key === null || project === null) throw noSuchKey();
    if (await hasPartIn(tx, project, who.signedIn)) {
      throw new Problem("own-request", "Nobody decides about a key of their own project.");
    }
    return work(tx, key);
  });
}

function noSuchKey(): Problem {
  return new Problem("not-found", "There is no such key.");
}

function noReason(): Problem {
  const detail = "Say why the key is brought back.";
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/reason", detail }] });
}
