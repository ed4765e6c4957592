import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt } from "drizzle-orm";
import type { Database } from "../../database/database.ts";
import { LINK_LIFE_MS } from "../rules.ts";
import { passkeyChallenges } from "../tables.ts";

export type ChallengePurpose = "add" | "log-in" | "show";

function hashOf(challenge: string): Buffer {
  return createHash("sha256").update(challenge, "utf8").digest();
}

/** Makes a challenge for one answer. Only its hash is kept. */
export async function makeChallenge(
  database: Pick<Database, "insert">,
  purpose: ChallengePurpose,
  accountId: string | null,
  now: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32));
  await database.insert(passkeyChallenges).values({
    challengeHash: hashOf(Buffer.from(challenge).toString("base64url")),
    purpose,
    accountId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LINK_LIFE_MS.passkey),
  });
  return challenge;
}

/**
 * Uses up the challenge that an answer is to: of two answers to the same, the second finds nothing.
 *
 * @param clientData of the answer, in base64url (WebAuthn level 2 §5.8.1)
 * @returns null: it is to no challenge of ours, or of another purpose or person, or too late
 */
export async function takeChallenge(
  database: Pick<Database, "delete">,
  purpose: ChallengePurpose,
  accountId: string | null,
  clientData: string,
  now: Date,
): Promise<string | null> {
  const challenge = challengeIn(clientData);
  if (challenge === null) return null;
  const [taken] = await database
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, hashOf(challenge)),
        eq(passkeyChallenges.purpose, purpose),
        gt(passkeyChallenges.expiresAt, now),
      ),
    )
    .returning({ accountId: passkeyChallenges.accountId });
  return taken !== undefined && taken.accountId === accountId ? challenge : null;
}

function challengeIn(clientData: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientData, "base64url").toString("utf8"));
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}
