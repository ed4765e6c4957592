import type { Transaction } from "../../database/database.ts";
import { Problem } from "../../problems/problem.ts";
import type { AccountsContext } from "../context.ts";
import { secondFactorContext } from "./holder.ts";
import { hashRecoveryCode } from "./recovery-codes.ts";
import { readSecondFactor, type SecondFactor, takeRecoveryCode, takeStep } from "./store.ts";
import { stepOf } from "./totp.ts";

/** What a code turned out to be. `use` takes it, in the transaction of what it is for; false: another was faster. */
export interface GoodCode {
  readonly kind: "app" | "recovery";
  use(tx: Transaction): Promise<boolean>;
}

/**
 * Looks at a code of the app, or a recovery code, without using it up. The key store is asked before any transaction, and for a code of the
 * app alone: with a recovery code one gets in while it is away.
 *
 * @throws {Problem} wrong-code
 */
export async function checkCode(
  context: Pick<AccountsContext, "database" | "custody">,
  factor: SecondFactor,
  typed: string,
  now: Date,
): Promise<GoodCode> {
  const digits = typed.replaceAll(/\s/g, "");
  if (/^\d{6}$/.test(digits)) {
    const secret = await context.custody.unwrap(factor.secret, secondFactorContext(factor.id));
    const step = stepOf(digits, secret, now, factor.lastStep);
    secret.fill(0);
    if (step === null) throw wrongCode();
    return { kind: "app", use: (tx) => takeStep(tx, factor.id, step) };
  }
  const codeHash = hashRecoveryCode(typed);
  if (codeHash === null) throw wrongCode();
  return { kind: "recovery", use: (tx) => takeRecoveryCode(tx, factor.id, codeHash) };
}

/** The account's second factor that is in use; null: it has none. */
export async function factorInUse(
  database: Parameters<typeof readSecondFactor>[0],
  accountId: string,
): Promise<SecondFactor | null> {
  const factor = await readSecondFactor(database, accountId);
  return factor === null || factor.confirmedAt === null ? null : factor;
}

/** Does a log-in to the account ask for more than a password? */
export async function hasSecondFactor(
  database: Parameters<typeof readSecondFactor>[0],
  accountId: string,
): Promise<boolean> {
  return (await factorInUse(database, accountId)) !== null;
}

export function noAppYet(): Problem {
  return new Problem("not-found", "No authenticator app is set up.");
}

export function wrongCode(): Problem {
  const detail = "This is not the code of the moment, or it was used already. Wait for the next one.";
  return new Problem("wrong-code", detail, { fields: [{ pointer: "/code", detail }] });
}
