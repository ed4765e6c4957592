import { createHash, createPublicKey, randomBytes, randomUUIDv7, timingSafeEqual } from "node:crypto";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { findKey, readKey } from "./find-key.ts";
import { refuse } from "./refuse.ts";
import { REHEARSAL_MS, whyNotActivate } from "./rules.ts";
import {
  insertRehearsal,
  lockRehearsal,
  type MastercardEncryptionKey,
  type Rehearsal,
  setProven,
  setRehearsalAnswered,
} from "./store.ts";

export interface Challenge {
  readonly rehearsalId: string;
  /** Compact JWE, encrypted to the key; inside is the JSON object `{"rehearsal": "<answer>"}`. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

/**
 * Asks whoever holds a Mastercard Encryption Key to show it: a random answer, encrypted as the gate encrypts, that only the private key
 * brings to light.
 *
 * @throws {Problem} not-found, not-allowed, key-revoked, activating-expired-key, too-many-attempts
 */
export async function startRehearsal(
  database: Database,
  who: Who,
  which: { readonly projectId: string; readonly keyId: string },
): Promise<Challenge> {
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.activate");
  const key = await readKey(database, "mastercard", project.id, which.keyId);
  refuse(whyNotActivate(key, who.now));
  await requireAttempt(database, { kind: "rehearsal", of: [who.signedIn.id] }, who.now, who.origin);
  const answer = randomBytes(32).toString("base64url");
  const publicKey = createPublicKey({ key: key.publicKey, format: "der", type: "spki" });
  const challenge = encryptJwe(Buffer.from(JSON.stringify({ rehearsal: answer })), publicKey, {
    kid: key.kid,
  });
  const expiresAt = new Date(who.now.getTime() + REHEARSAL_MS);
  const rehearsalId = randomUUIDv7();
  await inTransaction(database, async (tx) => {
    await insertRehearsal(tx, {
      id: rehearsalId,
      keyId: key.id,
      answerHash: hashOf(answer),
      createdAt: who.now,
      expiresAt,
      answeredAt: null,
    });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "mastercard-encryption-key.rehearsal-begun",
        subject: `mastercard-encryption-key:${key.id}`,
        after: { alias: key.alias, kid: key.kid },
      },
    ]);
  });
  return { rehearsalId, challenge, expiresAt };
}

/**
 * Takes the answer: from then on the key is proven, with when and from where. A rehearsal is answered once and in time, and for its own key;
 * answers that fail are written down as well.
 *
 * @throws {Problem} not-found, not-allowed, rehearsal-not-valid, key-revoked, activating-expired-key, too-many-attempts
 */
export async function answerRehearsal(
  database: Database,
  who: Who,
  what: {
    readonly projectId: string;
    readonly keyId: string;
    readonly rehearsalId: string;
    readonly answer: string;
  },
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(database, who.signedIn, what.projectId, "key.activate");
  await requireAttempt(database, { kind: "rehearsal", of: [who.signedIn.id] }, who.now, who.origin);
  const proven = await inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, what.keyId);
    refuse(whyNotActivate(key, who.now));
    const rehearsal = await lockRehearsal(tx, what.rehearsalId);
    const of = { projectId: project.id, subject: `mastercard-encryption-key:${key.id}` };
    const after = { alias: key.alias, kid: key.kid };
    const reason = whyNotProven(rehearsal, key.id, what.answer, who.now);
    if (rehearsal === null || reason !== null) {
      await appendAudit(tx, who.origin, who.now, [
        { ...of, action: "mastercard-encryption-key.rehearsal-failed", after: { ...after, reason } },
      ]);
      return null;
    }
    await setRehearsalAnswered(tx, rehearsal.id, who.now);
    const proven = { provenAt: who.now, provenFrom: who.origin.address };
    await setProven(tx, key.id, proven);
    await appendAudit(tx, who.origin, who.now, [
      { ...of, action: "mastercard-encryption-key.proven", after },
    ]);
    return { ...key, ...proven };
  });
  if (proven === null) {
    throw new Problem(
      "rehearsal-not-valid",
      "This isn't what the challenge holds, or it is for another key, answered already, or too old. Begin a new one.",
    );
  }
  return proven;
}

/** For the audit trail; whoever answers hears one refusal for all of it. */
function whyNotProven(
  rehearsal: Rehearsal | null,
  keyId: string,
  answer: string,
  now: Date,
): "unknown" | "answered-before" | "too-late" | "wrong-answer" | null {
  if (rehearsal === null || rehearsal.keyId !== keyId) return "unknown";
  if (rehearsal.answeredAt !== null) return "answered-before";
  if (rehearsal.expiresAt <= now) return "too-late";
  return timingSafeEqual(rehearsal.answerHash, hashOf(answer)) ? null : "wrong-answer";
}

function hashOf(answer: string): Buffer {
  return createHash("sha256").update(answer, "utf8").digest();
}
