import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../database/database.ts";
import type { Publication } from "../key-book/publish.ts";
import { clientEncryptionKeys, keyActivations, keySchedules, mastercardEncryptionKeys } from "./tables.ts";

/**
 * Ends every key of a project that is being deleted. Private halves are due for destruction at once: nobody can bring them back.
 *
 * @returns what gateways are to be told, which forget them
 */
export async function endAllKeys(
  tx: Transaction,
  projectId: string,
  by: string,
  now: Date,
): Promise<Publication[]> {
  const ofProject = eq(mastercardEncryptionKeys.projectId, projectId);
  const own = tx.select({ id: mastercardEncryptionKeys.id }).from(mastercardEncryptionKeys).where(ofProject);
  await tx
    .update(keySchedules)
    .set({ endedAt: now, outcome: "cancelled" })
    .where(and(eq(keySchedules.projectId, projectId), isNull(keySchedules.endedAt)));
  await tx
    .update(keyActivations)
    .set({ to: now })
    .where(and(inArray(keyActivations.keyId, own), isNull(keyActivations.to)));
  await tx
    .update(mastercardEncryptionKeys)
    .set({ active: false, revokedAt: now })
    .where(and(ofProject, isNull(mastercardEncryptionKeys.revokedAt)));
  await tx
    .update(clientEncryptionKeys)
    .set({ revokedAt: now, revokedBy: by })
    .where(and(eq(clientEncryptionKeys.projectId, projectId), isNull(clientEncryptionKeys.revokedAt)));
  const clientKeys = await tx
    .update(clientEncryptionKeys)
    .set({ destroyAt: now })
    .where(eq(clientEncryptionKeys.projectId, projectId))
    .returning({ id: clientEncryptionKeys.id });
  const mastercardKeys = await own;
  return [
    ...clientKeys.map(({ id }) => ({ gone: "client-encryption-key" as const, id })),
    ...mastercardKeys.map(({ id }) => ({ gone: "mastercard-encryption-key" as const, id })),
  ];
}
