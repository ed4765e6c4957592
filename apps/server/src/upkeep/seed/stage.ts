import { randomUUID, randomUUIDv7 } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { eq } from "drizzle-orm";
import { insertPartner } from "../../accounts/insert-partner.ts";
import { findAccount, insertAccount } from "../../accounts/store.ts";
import { appendAudit } from "../../audit/append.ts";
import type { CertificateAuthority } from "../../certificate-authority/open-authority.ts";
import type { Custody } from "../../custody/custody.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Operator, OperatorWho, SignedIn, Who } from "../../http/signed-in.ts";
import { createTurnstile } from "../../http/turnstile.ts";
import { startInLanguage } from "../../notices/store.ts";
import { mails } from "../../notifications/tables.ts";
import type { OperatorAction, OperatorRole } from "../../permissions.ts";
import type { Person } from "./story.ts";

/** What the use cases work with, and who has come on so far. */
export interface Stage {
  readonly database: Database;
  readonly custody: Custody;
  readonly authority: CertificateAuthority;
  readonly pepper: Buffer;
  readonly providerName: string;
  readonly publicUrl: string;
  /** The PHC string of everybody's password. */
  readonly passwordHash: string;
  readonly keyWork: ReturnType<typeof createTurnstile>;
  readonly operators: { readonly first: Operator; readonly second: Operator };
}

type Set = Omit<Stage, "keyWork" | "operators">;

const ADDRESS = "192.0.2.1";

/** The stage with the provider's two operators on it, of whom one is an administrator. */
export async function openStage(set: Set, now: Date): Promise<Stage> {
  const operator = (name: string, email: string, role: OperatorRole) =>
    ensureOperator(set, { name, email }, role, now);
  return {
    ...set,
    keyWork: createTurnstile({ atOnce: 2, waiting: 64, full: "more at once than anybody does" }),
    operators: {
      first: await operator("Noor Administrator", "noor@provider.example", "administrator"),
      second: await operator("Sam Reviewer", "sam@provider.example", "reviewer"),
    },
  };
}

/** Somebody who acts at a moment, from an address that documentation has for itself (RFC 5737). */
export function actingAs<Person extends SignedIn>(
  signedIn: Person,
  now: Date,
): Who & { readonly signedIn: Person } {
  const origin = {
    accountId: signedIn.id,
    actor: signedIn.email,
    address: ADDRESS,
    requestId: `seed-${randomUUID()}`,
  };
  return { signedIn, origin, now };
}

export function operatorAt(
  stage: Stage,
  by: "first" | "second",
  action: OperatorAction,
  now: Date,
): OperatorWho {
  return { ...actingAs(stage.operators[by], now), action };
}

/** A partner's person with a company, who signs up unless they have. */
export async function ensurePartner(
  stage: Stage,
  person: Person,
  companyName: string,
  now: Date,
): Promise<SignedIn> {
  const known = await findAccount(stage.database, person.email);
  if (known !== null) return { ...known, shownSecondFactor: false, owesSecondFactor: false };
  const caller = { address: ADDRESS, device: "a browser", language: "en", sessionToken: null } as const;
  await inTransaction(stage.database, async (tx) => {
    const { passwordHash } = stage;
    const made = await insertPartner(
      tx,
      { startInLanguage },
      caller,
      { ...person, companyName, passwordHash, encryptionKeysEnabled: true },
      now,
    );
    if (made === null) throw new Error("two people have one address");
    const origin = { accountId: made.id, actor: person.email, address: ADDRESS, requestId: "seed" };
    await appendAudit(tx, origin, now, [...made.events]);
  });
  const account = await findAccount(stage.database, person.email);
  if (account === null) throw new Error("an account that was made is gone");
  return { ...account, shownSecondFactor: false, owesSecondFactor: false };
}

/** What the newest mail to somebody says: how those who are invited get their link. */
export async function newestMailTo(database: Database, email: string): Promise<string> {
  const rows = await database.select().from(mails).where(eq(mails.recipient, email));
  return rows.sort((a, b) => b.queuedAt.getTime() - a.queuedAt.getTime())[0]?.body ?? "";
}

/** A request for a certificate, with a pair whose private half nobody keeps. */
export async function newCertificateRequest(commonName: string): Promise<string> {
  return createCertificateRequest({ commonName }, await generateRsaKeyPair(2048));
}

async function ensureOperator(
  { database, passwordHash }: Set,
  person: Person,
  operatorRole: OperatorRole,
  now: Date,
): Promise<Operator> {
  const id = randomUUIDv7();
  await inTransaction(database, async (tx) => {
    const account = { id, ...person, passwordHash, companyId: null, operator: true, operatorRole };
    if (!(await insertAccount(tx, { ...account, createdAt: now }))) return;
    const origin = { accountId: null, actor: "seed", address: ADDRESS, requestId: "seed" };
    await appendAudit(tx, origin, now, [
      {
        projectId: null,
        action: "account.created",
        subject: `account:${id}`,
        after: { ...person, companyId: null, operator: true },
      },
    ]);
  });
  const account = await findAccount(database, person.email);
  if (account === null) throw new Error("an account that was made is gone");
  return { ...account, operatorRole, shownSecondFactor: false, owesSecondFactor: false };
}
