import { and, eq, gt, isNull, lte } from "drizzle-orm";
import { type AuditEvent, appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { daysToReminder } from "./rules.ts";
import { clientEncryptionKeys, keyReminders, mastercardEncryptionKeys } from "./tables.ts";

const DAY_MS = 86_400_000;
const ORIGIN = byServer("key-reminders");

interface Due {
  readonly type: "client" | "mastercard";
  readonly id: string;
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
  readonly notAfter: Date;
  readonly projectId: string;
  readonly environmentId: string;
}

/**
 * Reminds all members of a project of keys that expire soon, on the days before it that the policy names, each once, also with several workers and
 * after a time in which none ran. Of Mastercard Encryption Keys only the active one is in use; the others are replaced or not yet needed.
 *
 * @returns how many keys were reminded of
 */
export async function remindOfExpiry(database: Database, now: Date): Promise<number> {
  let reminded = 0;
  const policy = await readKeyPolicy(database);
  for (const key of await expiring(database, now, policy)) {
    const days = daysToReminder(key.notAfter, now, policy);
    if (days === null) continue;
    const left = Math.max(1, Math.ceil((key.notAfter.getTime() - now.getTime()) / DAY_MS));
    reminded += await inTransaction(database, async (tx) => {
      const fresh = await tx
        .insert(keyReminders)
        .values({ keyId: key.id, days, sentAt: now })
        .onConflictDoNothing()
        .returning();
      if (fresh.length === 0) return 0;
      await appendAudit(tx, ORIGIN, now, [eventOf(key, days)]);
      await tellMembers(tx, ORIGIN, now, {
        kind: "key.expiring",
        projectId: key.projectId,
        environmentId: key.environmentId,
        facts: {
          keyType: key.type,
          kid: key.kid,
          alias: key.alias,
          notAfter: key.notAfter.toISOString(),
          daysLeft: left,
        },
      });
      return 1;
    });
  }
  return reminded;
}

function eventOf(key: Due, days: number): AuditEvent {
  const of = { projectId: key.projectId, subject: `${key.type}-encryption-key:${key.id}` };
  return key.alias === null
    ? { ...of, action: "client-encryption-key.reminded", after: { kid: key.kid, days } }
    : {
        ...of,
        action: "mastercard-encryption-key.reminded",
        after: { alias: key.alias, kid: key.kid, days },
      };
}

async function expiring(database: Database, now: Date, { reminderDays }: KeyPolicy): Promise<Due[]> {
  const until = new Date(now.getTime() + (reminderDays[0] ?? 0) * DAY_MS);
  const client = await database
    .select(factsOf(clientEncryptionKeys))
    .from(clientEncryptionKeys)
    .where(
      and(
        isNull(clientEncryptionKeys.revokedAt),
        gt(clientEncryptionKeys.notAfter, now),
        lte(clientEncryptionKeys.notAfter, until),
      ),
    );
  const mastercard = await database
    .select({
      ...factsOf(mastercardEncryptionKeys),
      alias: mastercardEncryptionKeys.alias,
    })
    .from(mastercardEncryptionKeys)
    .where(
      and(
        eq(mastercardEncryptionKeys.active, true),
        gt(mastercardEncryptionKeys.notAfter, now),
        lte(mastercardEncryptionKeys.notAfter, until),
      ),
    );
  return [
    ...client.map((key) => ({ ...key, type: "client" as const, alias: null })),
    ...mastercard.map((key) => ({ ...key, type: "mastercard" as const })),
  ];
}

function factsOf<
  Facts extends { id: unknown; kid: unknown; notAfter: unknown; projectId: unknown; environmentId: unknown },
>(of: Facts) {
  const { id, kid, notAfter, projectId, environmentId } = of;
  return { id, kid, notAfter, projectId, environmentId } as Pick<
    Facts,
    "id" | "kid" | "notAfter" | "projectId" | "environmentId"
  >;
}
