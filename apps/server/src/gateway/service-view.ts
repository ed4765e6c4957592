import type { ApiServiceEntry, EnvironmentEntry } from "../key-book/entries.ts";
import { BUILT_IN_SERVICE, PRODUCTS, productOf } from "../key-book/products.ts";
import { comparablePath, type FindOperation, operationTree } from "./operation-tree.ts";

/** An API service as calls ask of it, worked out once when it changes. */
export interface ServiceView {
  /** @returns null for what every contract holds, and `undefined` for what belongs to nothing */
  readonly productOf: (method: string, path: string) => string | null | undefined;
  readonly productName: (id: string) => string;
  /** Finds what a call means; null: the service has no list of operations. */
  readonly findOperation: FindOperation | null;
}

/** Of the built-in service, while nobody has imported a document for it. */
const withoutList: Pick<ServiceView, "productOf" | "findOperation"> = {
  productOf: (_method, path) => productOf(comparablePath(path)),
  findOperation: null,
};

/** Of the built-in service, while nobody has changed it. */
const BUILT_IN: ServiceView = { ...withoutList, productName: nameIn(PRODUCTS) };

export function serviceView({ operations, products }: ApiServiceEntry): ServiceView {
  const productName = nameIn(products);
  if (operations === null) return { ...withoutList, productName };
  const findOperation = operationTree(operations);
  return {
    productOf: (method, path) => findOperation(method, path)?.product,
    productName,
    findOperation,
  };
}

/** Of a service that the key book says nothing of; null for one that there is not. */
export function unsaidService(id: string): ServiceView | null {
  return id === BUILT_IN_SERVICE ? BUILT_IN : null;
}

export function serviceIdOf(environment: EnvironmentEntry): string {
  return environment.apiService ?? BUILT_IN_SERVICE;
}

/** An environment as its service has it: where its calls go, and how their payloads are encrypted. */
export function underService(environment: EnvironmentEntry, service: ApiServiceEntry): EnvironmentEntry {
  const { sandbox, production } = service.upstreams;
  const url = environment.plan === "production" ? production : sandbox;
  return {
    ...environment,
    upstream: url === null ? ownUpstream(environment, service) : { kind: "url", url },
    payload: service.payload,
  };
}

/** Test Drive knows the built-in API: of another its answers would be those of nothing that there is. */
function ownUpstream({ upstream }: EnvironmentEntry, service: ApiServiceEntry): EnvironmentEntry["upstream"] {
  return upstream.kind === "test-drive" && service.id !== BUILT_IN_SERVICE ? { kind: "none" } : upstream;
}

function nameIn(products: readonly { readonly id: string; readonly name: string }[]) {
  const names = new Map(products.map(({ id, name }) => [id, name]));
  return (id: string) => names.get(id) ?? id;
}
