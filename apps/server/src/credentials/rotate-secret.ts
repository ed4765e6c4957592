import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { lockInProject, noSuchCredential } from "./lock-in-project.ts";
import { credentialEntry, secretVerifier } from "./make-credential.ts";
import { MOST_SECRETS, newPartnerSecret, secretsInOverlap } from "./rules.ts";
import { type Credential, findCredential, updateSecrets } from "./store.ts";
import { wrapNewSecret } from "./wrap-new-secret.ts";

/**
 * Makes a new Partner Secret. With an overlap the old ones and all tokens work on for that long, so that programs can be given the new one
 * in peace; without one, they stop at once. While the key store is away the new one is shown this once only.
 *
 * @throws {Problem} not-found, not-allowed, too-many-secrets
 */
export async function rotateSecret(
  deps: { readonly database: Database; readonly custody: Custody; readonly pepper: Buffer },
  who: Who,
  what: { readonly projectId: string; readonly credentialId: string; readonly overlapHours: number },
): Promise<{ credential: Credential; partnerSecret: string }> {
  await requireRole(deps.database, who.signedIn, what.projectId, "credential.rotate");
  await requireAttempt(deps.database, { kind: "credential-work", of: [who.signedIn.id] }, who.now);
  const before = await findCredential(deps.database, what.projectId, what.credentialId);
  if (before === null) throw noSuchCredential();
  const secret = newPartnerSecret();
  const wrappedSecret = await wrapNewSecret(deps.custody, before, secret);
  const immediate = what.overlapHours === 0;
  return inTransaction(deps.database, async (tx) => {
    const credential = await lockInProject(tx, what);
    const old = immediate ? [] : secretsInOverlap(credential.secrets, who.now, what.overlapHours * 3_600_000);
    if (old.length >= MOST_SECRETS) {
      throw new Problem(
        "too-many-secrets",
        `${MOST_SECRETS} secrets of these credentials are in force: end the overlap first.`,
      );
    }
    const changed = {
      secrets: [secretVerifier(deps.pepper, secret), ...old],
      version: immediate ? credential.version + 1 : credential.version,
      wrappedSecret,
    };
    await updateSecrets(tx, credential.id, changed);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: credential.projectId,
        action: "credential.secret-rotated",
        subject: `credential:${credential.id}`,
        after: { partnerId: credential.partnerId, overlapHours: what.overlapHours },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "credential.secret-changed",
      projectId: credential.projectId,
      environmentId: credential.environmentId,
      facts: { partnerId: credential.partnerId, old: old.length === 0 ? "stopped" : "works-on" },
    });
    const rotated = { ...credential, ...changed };
    await publish(tx, [credentialEntry(rotated)]);
    return { credential: rotated, partnerSecret: secret };
  });
}

/**
 * Ends the time in which old secrets work on. Running tokens end as well, because an old secret may have got them: programs log in again.
 *
 * @throws {Problem} not-found, not-allowed
 */
export async function endOverlap(
  database: Database,
  who: Who,
  which: { readonly projectId: string; readonly credentialId: string },
): Promise<Credential> {
  await requireRole(database, who.signedIn, which.projectId, "credential.rotate");
  return inTransaction(database, async (tx) => {
    const credential = await lockInProject(tx, which);
    if (credential.secrets.length <= 1) return credential;
    const { wrappedSecret } = credential;
    const changed = {
      secrets: credential.secrets.slice(0, 1),
      version: credential.version + 1,
      wrappedSecret,
    };
    await updateSecrets(tx, credential.id, changed);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: credential.projectId,
        action: "credential.overlap-ended",
        subject: `credential:${credential.id}`,
        after: { partnerId: credential.partnerId },
      },
    ]);
    await tellMembers(tx, who.origin, who.now, {
      kind: "credential.secret-changed",
      projectId: credential.projectId,
      environmentId: credential.environmentId,
      facts: { partnerId: credential.partnerId, old: "overlap-ended" },
    });
    const ended = { ...credential, ...changed };
    await publish(tx, [credentialEntry(ended)]);
    return ended;
  });
}
