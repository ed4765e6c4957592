import { and, eq, gt } from "drizzle-orm";
import type { Database, Transaction } from "../../database/database.ts";
import { identities, identityFlows } from "../tables.ts";
import type { FlowPurpose } from "./flow.ts";

export type LinkedIdentity = typeof identities.$inferSelect;
type Reader = Pick<Database, "select">;

export async function insertFlow(
  database: Pick<Database, "insert">,
  flow: typeof identityFlows.$inferInsert,
): Promise<void> {
  await database.insert(identityFlows).values(flow);
}

/** Uses a flow up: of two answers at once, the second finds nothing. */
export async function takeFlow(
  database: Pick<Database, "delete">,
  purpose: FlowPurpose,
  tokenHash: Buffer,
  now: Date,
): Promise<typeof identityFlows.$inferSelect | null> {
  const [flow] = await database
    .delete(identityFlows)
    .where(
      and(
        eq(identityFlows.tokenHash, tokenHash),
        eq(identityFlows.purpose, purpose),
        gt(identityFlows.expiresAt, now),
      ),
    )
    .returning();
  return flow ?? null;
}

export async function findIdentity(
  tx: Reader,
  issuer: string,
  subject: string,
): Promise<LinkedIdentity | null> {
  const [row] = await tx
    .select()
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return row ?? null;
}

export async function identitiesOf(tx: Reader, accountId: string): Promise<LinkedIdentity[]> {
  return tx.select().from(identities).where(eq(identities.accountId, accountId));
}

/** @returns false if the identity has an account, or the account an identity of this service */
export async function insertIdentity(tx: Transaction, identity: LinkedIdentity): Promise<boolean> {
  const rows = await tx
    .insert(identities)
    .values(identity)
    .onConflictDoNothing()
    .returning({ subject: identities.subject });
  return rows.length === 1;
}

/** @returns false if there was none */
export async function deleteIdentities(tx: Transaction, accountId: string): Promise<boolean> {
  const rows = await tx
    .delete(identities)
    .where(eq(identities.accountId, accountId))
    .returning({ subject: identities.subject });
  return rows.length > 0;
}
