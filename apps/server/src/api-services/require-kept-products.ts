import type { Database } from "../database/database.ts";
import { refuseFields } from "../problems/refuse-fields.ts";
import type { ServiceFields } from "./rules.ts";
import type { WholeService } from "./store.ts";

/** Of contracts that aren't over and name one of these products, some with their numbers. */
export type ContractsNaming = (
  tx: Pick<Database, "select">,
  serviceId: string,
  products: readonly string[],
  now: Date,
) => Promise<readonly { readonly number: string; readonly products: readonly string[] }[]>;

const MOST_NAMED = 5;

/**
 * A product stays as long as a contract names it: removed, and made again by an import with other operations, it would open those to
 * whoever signed for the first ones.
 *
 * @param before with its row locked, so that no contract is entered meanwhile
 * @throws {Problem} invalid-request
 */
export async function requireKeptProducts(
  tx: Pick<Database, "select">,
  { contractsNaming }: { readonly contractsNaming: ContractsNaming },
  before: WholeService,
  fields: Pick<ServiceFields, "products">,
  now: Date,
): Promise<void> {
  const kept = new Set(fields.products.map(({ id }) => id));
  const removed = before.products.filter(({ id }) => !kept.has(id));
  if (removed.length === 0) return;
  const ids = removed.map(({ id }) => id);
  const naming = await contractsNaming(tx, before.service.id, ids, now);
  const wrong = removed.flatMap(({ id, name }) => {
    const numbers = naming.filter(({ products }) => products.includes(id)).map(({ number }) => number);
    if (numbers.length === 0) return [];
    const more = numbers.length > MOST_NAMED ? " and more" : "";
    const said = `“${name}” is named by contracts that aren't over: ${numbers.slice(0, MOST_NAMED).join(", ")}${more}. It stays as long as one names it.`;
    return [{ pointer: "/service/products", detail: said }];
  });
  refuseFields(wrong);
}
