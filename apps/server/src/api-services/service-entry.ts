import type { ApiServiceEntry } from "../key-book/entries.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";
import type { ApiService, WholeService } from "./store.ts";

/** Are its calls told apart by the list that Gatehouse brings along? So it is until a document is imported. */
export function hasBuiltInList({ id, importedAt }: Pick<ApiService, "id" | "importedAt">): boolean {
  return id === BUILT_IN_SERVICE && importedAt === null;
}

/** What gateways know of a service. */
export function serviceEntry({ service, products, operations }: WholeService): ApiServiceEntry {
  const { id, sandboxUrl, productionUrl, payloadPolicy, requestField, responseField, fieldLevel } = service;
  return {
    kind: "api-service",
    id,
    upstreams: { sandbox: sandboxUrl, production: productionUrl },
    payload: { policy: payloadPolicy, requestField, responseField, fieldLevel },
    products: products.map((product) => ({ id: product.id, name: product.name })),
    operations: hasBuiltInList(service)
      ? null
      : operations.map(({ method, path, product }) => ({ method, path, product })),
  };
}
