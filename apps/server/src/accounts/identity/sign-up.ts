import { randomBytes } from "node:crypto";
import { appendAudit } from "../../audit/append.ts";
import { inTransaction } from "../../database/transaction.ts";
import { queueMail } from "../../notifications/queue-mail.ts";
import { Problem } from "../../problems/problem.ts";
import { signedUpByIdentityMail } from "../account-mails/mails.ts";
import { auditOrigin } from "../audit-origin.ts";
import type { AccountsContext, Caller } from "../context.ts";
import { insertPartner } from "../insert-partner.ts";
import { requireAttempt } from "../limit-attempts.ts";
import { beginFlow } from "./begin.ts";
import { finishFlow } from "./finish.ts";
import type { IdentityService } from "./service.ts";
import { findIdentity, insertIdentity } from "./store.ts";
import { readVouchedPerson } from "./vouched-person.ts";

/**
 * Begins a sign-up at the identity service.
 *
 * @param company as it was typed; null: the service is to name it
 * @throws {Problem} not-found where nobody signs up by it, invalid-request, too-many-attempts, identity-service-away
 */
export async function beginSignUp(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  company: string | null,
): Promise<{ address: string; token: string }> {
  if (!service.signUp) throw new Problem("not-found", "Nobody signs up by the identity service here.");
  if (company === null && service.company === null) throw noCompany();
  const flow = { purpose: "sign-up", accountId: null, projectId: null, companyName: company } as const;
  return beginFlow({ ...context, service }, caller, flow);
}

/**
 * Makes the account of somebody whose address the service has verified, links the identity to it and logs in. It is made of what the service
 * says; only the company is what was typed where the service names none. An address that has an account here is left alone, whoever vouches for it:
 * its owner logs in and links. The account has no password until its owner asks for one by mail.
 *
 * @throws {Problem} identity-taken, identity-not-linked (the address has an account), identity-refused (no verified address), invalid-request,
 *   log-in-expired, identity-service-away, too-many-attempts, unavailable
 */
export async function signUpByIdentity(
  context: AccountsContext,
  service: IdentityService,
  caller: Caller,
  brought: { readonly token: string; readonly query: string },
): Promise<{ accountId: string; session: string }> {
  const { database, clock, encryptionKeysEnabled } = context;
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(database, { kind: "sign-up-source", of: [caller.source] }, clock(), nobody);
  const flow = { ...brought, purpose: "sign-up", accountId: null, projectId: null } as const;
  const { issuer, subject, claims, companyName } = await finishFlow(
    { database, clock, service },
    flow,
    "user-info",
  );
  const person = readVouchedPerson(claims, service.company);
  if (person === null) {
    throw new Problem(
      "identity-refused",
      `${service.name} doesn't say that it has verified your e-mail address. Sign up with a password.`,
    );
  }
  const company = person.company ?? companyName;
  if (company === null) throw noCompany();
  // Nobody knows it: the account has a password once its owner has chosen one by mail.
  const passwordHash = await context.passwords.hash(randomBytes(32).toString("base64url"));
  const now = clock();
  const { email, name } = person;
  return inTransaction(database, async (tx) => {
    if ((await findIdentity(tx, issuer, subject)) !== null) throw taken(service);
    const partner = { email, name, companyName: company, passwordHash, encryptionKeysEnabled };
    const made = await insertPartner(tx, context, caller, partner, now);
    if (made === null) {
      throw new Problem(
        "identity-not-linked",
        `There is an account with the address ${email} already. Log in to it with your password, and link ${service.name} on the page of your account.`,
      );
    }
    const linked = { issuer, subject, accountId: made.id, linkedAt: now };
    if (!(await insertIdentity(tx, linked))) throw taken(service);
    const reader = { email, language: caller.language };
    await queueMail(tx, now, signedUpByIdentityMail(context.mail(), reader, service.name));
    await appendAudit(tx, auditOrigin(caller, email, made.id), now, [
      ...made.events,
      {
        projectId: null,
        action: "account.identity-linked",
        subject: `account:${made.id}`,
        after: { issuer },
      },
    ]);
    return { accountId: made.id, session: made.session };
  });
}

function taken(service: IdentityService): Problem {
  return new Problem(
    "identity-taken",
    `This identity of ${service.name} opens an account here already: log in with it.`,
  );
}

function noCompany(): Problem {
  const detail = "Name your company where you sign up.";
  return new Problem("invalid-request", detail, { fields: [{ pointer: "/company", detail }] });
}
