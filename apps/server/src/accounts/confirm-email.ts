import { appendAudit } from "../audit/append.ts";
import { inTransaction } from "../database/transaction.ts";
import { Problem } from "../problems/problem.ts";
import { auditOrigin } from "./audit-origin.ts";
import type { AccountsContext, Caller } from "./context.ts";
import { insertPartner } from "./insert-partner.ts";
import { requireAttempt } from "./limit-attempts.ts";
import { linkNotValid } from "./link-not-valid.ts";
import { readSignUp } from "./store.ts";
import { hashToken } from "./tokens.ts";

export interface ConfirmEmailInput {
  readonly token: string;
  /** The one chosen at sign-up. */
  readonly password: string;
}

/**
 * Makes account and company of the sign-up the link belongs to, and logs in. The link proves the mailbox and the password proves the
 * sign-up: whoever owns the address can't be led into confirming an account whose password a stranger has chosen. All other sign-ups with
 * this address are void from then on, and so is the link: of two at once, the second finds the address taken.
 *
 * @returns the token of the new session
 * @throws {Problem} link-not-valid, wrong-credentials, too-many-attempts, unavailable
 */
export async function confirmEmail(
  context: AccountsContext,
  caller: Caller,
  input: ConfirmEmailInput,
): Promise<string> {
  const now = context.clock();
  const nobody = auditOrigin(caller, "nobody", null);
  await requireAttempt(context.database, { kind: "link-source", of: [caller.source] }, now, nobody);
  const tokenHash = hashToken(input.token);
  if (tokenHash === null) throw linkNotValid();
  const waiting = await readSignUp(context.database, tokenHash, now);
  if (waiting === null) throw linkNotValid();
  const attempt = { kind: "confirm-email", of: [tokenHash.toString("base64url")] } as const;
  await requireAttempt(context.database, attempt, now, auditOrigin(caller, waiting.email, null));
  if (!(await context.passwords.verify(waiting.passwordHash, input.password))) throw notTheSignUpsPassword();
  return inTransaction(context.database, async (tx) => {
    const signUp = await readSignUp(tx, tokenHash, now);
    if (signUp === null) throw linkNotValid();
    const { email, name, companyName, passwordHash } = signUp;
    const partner = { email, name, companyName, passwordHash };
    const { encryptionKeysEnabled } = context;
    const made = await insertPartner(tx, context, caller, { ...partner, encryptionKeysEnabled }, now);
    if (made === null) throw linkNotValid();
    await appendAudit(tx, auditOrigin(caller, email, made.id), now, made.events);
    return made.session;
  });
}

function notTheSignUpsPassword(): Problem {
  const detail = "This is not the password chosen at this sign-up. If it is lost, sign up again.";
  return new Problem("wrong-credentials", detail, { fields: [{ pointer: "/password", detail }] });
}
