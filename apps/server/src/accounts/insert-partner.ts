import { randomUUIDv7 } from "node:crypto";
import type { AuditEvent } from "../audit/append.ts";
import { insertCompany } from "../companies/store.ts";
import type { Transaction } from "../database/database.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { endSession, startSession } from "./sessions.ts";
import { deleteSignUps, insertAccount } from "./store.ts";

/**
 * Makes the account of a partner's person whose address is confirmed, with a company of its own, and logs it in. Sign-ups that wait for the
 * address are void from then on.
 *
 * @returns what is to be written into the trail besides; null: the address has an account
 */
export async function insertPartner(
  tx: Transaction,
  { startInLanguage }: Pick<AccountsContext, "startInLanguage">,
  caller: Pick<Caller, "address" | "device" | "language" | "sessionToken">,
  person: {
    readonly email: string;
    readonly name: string;
    readonly companyName: string;
    readonly passwordHash: string;
    readonly encryptionKeysEnabled: boolean;
  },
  now: Date,
): Promise<{ readonly id: string; readonly session: string; readonly events: readonly AuditEvent[] } | null> {
  const { email, name, companyName, passwordHash } = person;
  const [id, companyId] = [randomUUIDv7(), randomUUIDv7()];
  await insertCompany(tx, {
    id: companyId,
    name: companyName,
    kind: "own",
    encryptionKeysEnabled: person.encryptionKeysEnabled,
    createdAt: now,
  });
  const account = { id, email, name, passwordHash, companyId, createdAt: now };
  if (!(await insertAccount(tx, { ...account, operator: false, operatorRole: null }))) return null;
  await startInLanguage(tx, id, caller.language);
  await deleteSignUps(tx, email);
  if (caller.sessionToken !== null) await endSession(tx, caller.sessionToken);
  const session = await startSession(tx, id, caller, now);
  const events: AuditEvent[] = [
    {
      projectId: null,
      action: "company.created",
      subject: `company:${companyId}`,
      after: { name: companyName, kind: "own" },
    },
    {
      projectId: null,
      action: "account.created",
      subject: `account:${id}`,
      after: { email, name, companyId, operator: false },
    },
    { projectId: null, action: "account.logged-in", subject: `account:${id}` },
  ];
  return { id, session, events };
}
