import type { Transaction } from "../database/database.ts";
import type { Reader } from "../notifications/languages.ts";
import type { AccountsContext } from "./context.ts";
import type { Account } from "./store.ts";

/** Whoever is written to, with the language of their choice. */
export async function readerOf(
  tx: Transaction,
  { languagesOf }: Pick<AccountsContext, "languagesOf">,
  { id, email }: Pick<Account, "id" | "email">,
): Promise<Reader> {
  return { email, language: (await languagesOf(tx, [id])).get(id) ?? "en" };
}
