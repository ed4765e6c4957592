import { appendAudit } from "../audit/append.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { type ChangeServiceDeps, lockVersion } from "./change-service.ts";
import { tellOperators } from "./proposals/tell-operators.ts";
import type { Operation } from "./rules.ts";
import { serviceEntry } from "./service-entry.ts";
import { replaceOperations, updateService, wholeService } from "./store.ts";
import { nextVersion } from "./store-change.ts";

/**
 * Says which products operations belong to, in place of the version that the operator has seen; every gateway follows. Where
 * Production rests on the service every operator is told, since contracts open other operations by it.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, invalid-request for an operation or a product that there isn't, api-service-changed
 */
export async function assignOperations(
  deps: Omit<ChangeServiceDeps, "reach" | "contractsNaming">,
  who: OperatorWho,
  what: {
    readonly id: string;
    readonly version: number;
    readonly operations: readonly Pick<Operation, "method" | "path" | "product">[];
  },
): Promise<void> {
  const { id } = what;
  await asOperator(deps.database, who, async (tx) => {
    const service = await lockVersion(tx, id, what.version);
    const before = await wholeService(tx, service);
    const wanted = new Map(
      what.operations.map(({ method, path, product }) => [`${method} ${path}`, product]),
    );
    const there = new Set(before.operations.map(({ method, path }) => `${method} ${path}`));
    const products = new Set(before.products.map((product) => product.id));
    for (const [index, { method, path, product }] of what.operations.entries()) {
      if (!there.has(`${method} ${path}`))
        throw wrong(`/operations/${index}/path`, "There is no such operation.");
      if (product !== null && !products.has(product))
        throw wrong(`/operations/${index}/product`, "The service has no such product.");
    }
    const changed: Operation[] = [];
    const operations = before.operations.map((operation) => {
      const product = wanted.get(`${operation.method} ${operation.path}`);
      if (product === undefined || product === operation.product) return operation;
      changed.push({ ...operation, product });
      return { ...operation, product };
    });
    if (changed.length === 0) return;
    await updateService(tx, id, nextVersion(service, who));
    await replaceOperations(tx, id, operations);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "api-service.operations-assigned",
        subject: `api-service:${id}`,
        after: { name: service.name, operations: changed.length, assigned: inWords(changed) },
      },
    ]);
    if (await deps.usedInProduction(tx, id)) {
      const told = { service: { id, name: service.name }, by: who.signedIn.email, assigned: changed.length };
      await tellOperators(tx, deps, who.now, { kind: "opened", ...told, added: 0, removed: 0 });
    }
    await publish(tx, [serviceEntry({ ...before, operations })]);
  });
}

const MOST_NAMED = 50;

function inWords(changed: readonly Operation[]): string {
  const lines = changed.map(
    ({ method, path, product }) => `${method} ${path} → ${product ?? "every contract"}`,
  );
  const more = lines.length - MOST_NAMED;
  return [...lines.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function wrong(pointer: string, detail: string): Problem {
  return new Problem("invalid-request", detail, { fields: [{ pointer, detail }] });
}
