import { productOf } from "../key-book/products.ts";
import { type ReadDocument, shapeOf } from "./openapi/operation.ts";
import type { Operation, Product } from "./rules.ts";
import { hasBuiltInList } from "./service-entry.ts";
import type { WholeService } from "./store.ts";

/** What a document makes of a service. */
export interface Comparison {
  readonly operations: readonly Operation[];
  readonly products: readonly Product[];
  readonly added: readonly Operation[];
  readonly removed: readonly Operation[];
  readonly newProducts: readonly Product[];
  /** Names that the document tells apart and a product's id doesn't: they are one product by it. */
  readonly merged: readonly Merged[];
}

export interface Merged {
  readonly product: string;
  readonly names: readonly string[];
}

/**
 * Lays a document over a service: what it doesn't name goes, what it names comes. An operation that was there keeps the product that it was
 * assigned to, whatever the document says; of the built-in service those are known before there was a document. A product that nothing
 * belongs to any more stays: contracts may name it.
 */
export function compareDocument(before: WholeService, document: ReadDocument): Comparison {
  const keyOf = ({ method, path }: Pick<Operation, "method" | "path">) => `${method} ${shapeOf(path)}`;
  const known = new Map(before.operations.map((operation) => [keyOf(operation), operation]));
  const builtIn = hasBuiltInList(before.service);
  const products = new Map(before.products.map((product) => [product.id, product]));
  const namesOf = new Map<string, Set<string>>();
  const operations = document.operations.map(({ method, path, summary, product }): Operation => {
    const there = known.get(keyOf({ method, path }));
    if (there !== undefined) return { method, path, summary, product: there.product };
    const listed = builtIn ? productOf(path) : undefined;
    if (listed === null || (listed !== undefined && products.has(listed)))
      return { method, path, summary, product: listed };
    const same = [...products.values()].find(({ id, name }) => id === product.id || name === product.name);
    const { id, name } = same ?? product;
    if (same === undefined) products.set(id, product);
    // By its id alone a product is said by a document that knows the service.
    if (product.name !== id) namesOf.set(id, (namesOf.get(id) ?? new Set([name])).add(product.name));
    return { method, path, summary, product: id };
  });
  const named = new Set(operations.map(keyOf));
  const old = new Set(before.products.map(({ id }) => id));
  return {
    operations,
    products: [...products.values()],
    added: operations.filter((operation) => !known.has(keyOf(operation))),
    removed: before.operations.filter((operation) => !named.has(keyOf(operation))),
    newProducts: [...products.values()].filter(({ id }) => !old.has(id)),
    merged: [...namesOf].flatMap(([product, names]) =>
      names.size > 1 ? [{ product, names: [...names] }] : [],
    ),
  };
}
