import { isNull } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { accounts } from "./tables.ts";

/** How partners see the provider's people: by name and whose they are, never by an e-mail address. */
export interface ProvidersPeople {
  /** Who goes by this account, as partners see them; null: nobody of the provider's. */
  byAccount(accountId: string | null): string | null;
  /** Who of them had this address, as partners see them: the provider's name where they have left or have another one since. */
  byAddress(email: string): string;
  /** The addresses of those whom partners see so, whatever the case. */
  addressesOf(shown: string): readonly string[];
  hasAddress(email: string): boolean;
  /** Their accounts, of those too who have left. */
  readonly accountIds: readonly string[];
}

/** @param provider the API provider's name */
export async function providersPeople(
  tx: Pick<Database, "select">,
  provider: string,
): Promise<ProvidersPeople> {
  const rows = await tx
    .select({ id: accounts.id, email: accounts.email, name: accounts.name })
    .from(accounts)
    .where(isNull(accounts.companyId));
  const shown = (name: string) => `${name}, ${provider}`;
  const names = new Map(rows.map(({ id, name }) => [id, shown(name)]));
  const addresses = new Map(rows.map(({ email, name }) => [email, shown(name)]));
  return {
    byAccount: (accountId) => (accountId === null ? null : (names.get(accountId) ?? null)),
    byAddress: (email) => addresses.get(email) ?? provider,
    addressesOf: (asked) =>
      rows.flatMap(({ email, name }) => (shown(name).toLowerCase() === asked.toLowerCase() ? [email] : [])),
    hasAddress: (email) => addresses.has(email),
    accountIds: rows.map(({ id }) => id),
  };
}
