import { appendAudit } from "../audit/append.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import type { Turnstile } from "../http/turnstile.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { type ChangeServiceDeps, lockVersion } from "./change-service.ts";
import { type Comparison, compareDocument } from "./compare-document.ts";
import { DocumentError, type ReadDocument } from "./openapi/operation.ts";
import { readInThread } from "./openapi/read-in-thread.ts";
import { tellOperators } from "./proposals/tell-operators.ts";
import { MOST_PRODUCTS } from "./rules.ts";
import { serviceEntry } from "./service-entry.ts";
import { readService, replaceOperations, replaceProducts, updateService, wholeService } from "./store.ts";
import { nextVersion } from "./store-change.ts";

export interface ImportDeps extends Omit<ChangeServiceDeps, "reach" | "contractsNaming"> {
  /** Where reading documents waits for its turn. */
  readonly reading: Turnstile;
}

/**
 * What a document would change, and nothing is stored.
 *
 * @throws {Problem} not-found, invalid-openapi-document, unavailable
 */
export async function previewDocument(
  { database, reading }: Pick<ImportDeps, "database" | "reading">,
  what: { readonly id: string; readonly document: string },
): Promise<{ document: ReadDocument; comparison: Comparison }> {
  const service = await readService(database, what.id);
  if (service === null) throw new Problem("not-found", "There is no such API service.");
  const document = await read(reading, what.document);
  const comparison = compareDocument(await wholeService(database, service), document);
  requireFewProducts(comparison);
  return { document, comparison };
}

/**
 * Takes a service's operations from an OpenAPI document, in place of the version that the operator has seen; every gateway follows. Where
 * Production rests on the service every operator is told, since contracts open other operations by it.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, invalid-openapi-document, api-service-changed, unavailable
 */
export async function importDocument(
  deps: ImportDeps,
  who: OperatorWho,
  what: { readonly id: string; readonly version: number; readonly document: string },
): Promise<void> {
  const { database, reading } = deps;
  const { id, version } = what;
  if ((await readService(database, id)) === null)
    throw new Problem("not-found", "There is no such API service.");
  const document = await read(reading, what.document);
  await asOperator(database, who, async (tx) => {
    const service = await lockVersion(tx, id, version);
    const before = await wholeService(tx, service);
    const comparison = compareDocument(before, document);
    requireFewProducts(comparison);
    const { products, operations } = comparison;
    const set = {
      documentTitle: document.title,
      documentVersion: document.version,
      importedAt: who.now,
      ...nextVersion(service, who),
    };
    await updateService(tx, id, set);
    await replaceProducts(tx, id, products);
    await replaceOperations(tx, id, operations);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "api-service.document-imported",
        subject: `api-service:${id}`,
        before: { operations: before.operations.length },
        after: {
          name: service.name,
          title: document.title,
          documentVersion: document.version,
          operations: operations.length,
          added: comparison.added.length,
          removed: comparison.removed.length,
          products: comparison.newProducts.map((product) => product.id).join(", "),
        },
      },
    ]);
    if (comparison.added.length + comparison.removed.length > 0 && (await deps.usedInProduction(tx, id))) {
      const [added, removed] = [comparison.added.length, comparison.removed.length];
      const told = { service: { id, name: service.name }, by: who.signedIn.email, added, removed };
      await tellOperators(tx, deps, who.now, { kind: "opened", ...told, assigned: 0 });
    }
    await publish(tx, [serviceEntry({ ...before, products, operations, service: { ...service, ...set } })]);
  });
}

/** @throws {Problem} invalid-openapi-document, unavailable */
async function read(reading: Turnstile, text: string): Promise<ReadDocument> {
  try {
    return await reading(() => readInThread(text));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw refused(error.message);
  }
}

function requireFewProducts({ products }: Comparison): void {
  if (products.length > MOST_PRODUCTS) {
    throw refused(
      `With it the service would have ${products.length} products, and ${MOST_PRODUCTS} are the most: say by x-gatehouse-product what operations belong to.`,
    );
  }
}

function refused(detail: string): Problem {
  return new Problem("invalid-openapi-document", detail, { fields: [{ pointer: "/document", detail }] });
}
