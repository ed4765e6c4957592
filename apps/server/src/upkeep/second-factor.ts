import { readerOf } from "../accounts/reader-of.ts";
import { resetReasonField } from "../accounts/reset-second-factor.ts";
import { emailField } from "../accounts/rules.ts";
import { findAccount, lockAccount } from "../accounts/store.ts";
import { takeOffSecondFactor } from "../accounts/take-off-second-factor.ts";
import { inTransaction } from "../database/transaction.ts";
import { languagesOf } from "../notices/store.ts";
import { Problem } from "../problems/problem.ts";
import { keeper } from "./keeper.ts";
import { openInstance } from "./open-instance.ts";
import { UpkeepError } from "./upkeep-error.ts";

/**
 * Takes the second factor off an account, as an administrator of the desk does: the way back for the only one who has lost theirs.
 *
 * @param environment the settings, as the program takes them
 * @returns the account's owner
 * @throws {UpkeepError} nobody has the address, or no second factor, or the reason won't do
 */
export async function resetSecondFactor(
  environment: Readonly<Record<string, string | undefined>>,
  what: { readonly email: string; readonly reason: string },
): Promise<{ name: string; email: string }> {
  const email = emailField.safeParse(what.email);
  if (!email.success) throw new UpkeepError("this is not an e-mail address");
  const reason = resetReasonField.safeParse(what.reason);
  if (!reason.success) throw new UpkeepError(reason.error.issues[0]?.message ?? "say why");
  const instance = await openInstance(environment);
  try {
    const { config, database } = instance;
    const mail = {
      provider: config.providerName,
      publicUrl: config.publicUrl ?? `http://127.0.0.1:${config.port}`,
    };
    return await inTransaction(database, async (tx) => {
      const found = await findAccount(tx, email.data);
      const account = found === null ? null : await lockAccount(tx, found.id);
      if (account === null) throw new UpkeepError("nobody has an account with this address");
      const reader = await readerOf(tx, { languagesOf }, account);
      const told = { origin: keeper(), reason: reason.data, mail, reader };
      await takeOffSecondFactor(tx, account, told, new Date());
      return { name: account.name, email: account.email };
    });
  } catch (error) {
    if (error instanceof Problem) throw new UpkeepError(error.message);
    throw error;
  } finally {
    await instance.close();
  }
}
