import { and, eq, gt, isNull, lte } from "drizzle-orm";
import { type AuditEvent, appendAudit, byServer } from "../audit/append.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { memberAddresses } from "../projects/store.ts";
import { projects } from "../projects/tables.ts";
import { type ExpiringKey, expiryMail } from "./expiry-mail.ts";
import { daysToReminder } from "./rules.ts";
import { clientEncryptionKeys, keyReminders, mastercardEncryptionKeys } from "./tables.ts";

const DAY_MS = 86_400_000;
const ORIGIN = byServer("key-reminders");

type Due = ExpiringKey & { readonly id: string };

/**
 * Reminds all members of a project of keys that expire soon, on the days before it that the policy names, each once, also with several workers and
 * after a time in which none ran. Of Mastercard Encryption Keys only the active one is in use; the others are replaced or not yet needed.
 *
 * @returns how many keys were reminded of
 */
export async function remindOfExpiry(
  database: Database,
  setting: { readonly provider: string; readonly publicUrl: string },
  now: Date,
): Promise<number> {
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
      for (const to of await memberAddresses(tx, key.projectId)) {
        await queueMail(tx, now, expiryMail(to, key, left, setting));
      }
      await appendAudit(tx, ORIGIN, now, [eventOf(key, days)]);
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
    .select({ ...factsOf(clientEncryptionKeys), projectName: projects.name })
    .from(clientEncryptionKeys)
    .innerJoin(projects, eq(projects.id, clientEncryptionKeys.projectId))
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
      projectName: projects.name,
    })
    .from(mastercardEncryptionKeys)
    .innerJoin(projects, eq(projects.id, mastercardEncryptionKeys.projectId))
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

function factsOf<Facts extends { id: unknown; kid: unknown; notAfter: unknown; projectId: unknown }>(
  of: Facts,
) {
  const { id, kid, notAfter, projectId } = of;
  return { id, kid, notAfter, projectId } as Pick<Facts, "id" | "kid" | "notAfter" | "projectId">;
}
