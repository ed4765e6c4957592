import { findAccount } from "../../accounts/store.ts";
import type { Transaction } from "../../database/database.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { languagesOf } from "../../notices/store.ts";
import type { Language } from "../../notifications/languages.ts";

/** That of the account which the invited address has; until it has one, that of whoever invites: they know each other. */
export async function invitationLanguage(
  tx: Transaction,
  inviter: Pick<SignedIn, "id">,
  email: string,
): Promise<Language> {
  const id = (await findAccount(tx, email))?.id ?? inviter.id;
  return (await languagesOf(tx, [id])).get(id) ?? "en";
}
