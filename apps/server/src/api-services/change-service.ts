import { appendAudit } from "../audit/append.ts";
import type { AuditValue } from "../audit/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { Reach } from "../outbound/why-not-url.ts";
import { Problem } from "../problems/problem.ts";
import { refuseFields } from "../problems/refuse-fields.ts";
import { requireReach } from "./require-reach.ts";
import { type ServiceFields, whatIsWrong } from "./rules.ts";
import { hasBuiltInList, serviceEntry } from "./service-entry.ts";
import {
  type ApiService,
  lockService,
  replaceProducts,
  replaceQuestions,
  updateService,
  type WholeService,
  wholeService,
} from "./store.ts";

export interface ChangeServiceDeps {
  readonly database: Database;
  /** Where calls may go. */
  readonly reach: Reach;
}

/**
 * Changes a service in place of the version that the operator has seen; every gateway follows. The same values again change nothing.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, invalid-request, api-service-changed
 */
export async function changeService(
  { database, reach }: ChangeServiceDeps,
  who: OperatorWho,
  what: { readonly id: string; readonly version: number; readonly fields: ServiceFields },
): Promise<void> {
  const { id, fields } = what;
  requireReach(fields, reach);
  await asOperator(database, who, async (tx) => {
    const service = await lockVersion(tx, id, what.version);
    const before = await wholeService(tx, service);
    requireSound(before, fields);
    const [was, is] = [written(fieldsOf(before)), written(fields)];
    const changed = (Object.keys(is) as (keyof typeof is)[]).filter((field) => was[field] !== is[field]);
    if (changed.length === 0) return;
    const { products, questions, ...columns } = fields;
    await updateService(tx, id, { ...columns, ...nextVersion(service, who) });
    await replaceProducts(tx, id, products);
    await replaceQuestions(tx, id, questions);
    const only = (values: typeof is) => Object.fromEntries(changed.map((field) => [field, values[field]]));
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "api-service.changed",
        subject: `api-service:${id}`,
        before: { ...only(was), name: was.name },
        after: { ...only(is), name: is.name },
      },
    ]);
    await publish(tx, [serviceEntry({ ...before, products, service: { ...service, ...columns } })]);
  });
}

/**
 * The service with its row locked, as the operator has seen it.
 *
 * @throws {Problem} not-found, api-service-changed
 */
export async function lockVersion(tx: Transaction, id: string, seen: number): Promise<ApiService> {
  const service = await lockService(tx, id);
  if (service === null) throw new Problem("not-found", "There is no such API service.");
  if (service.version === seen) return service;
  const at = service.changedAt.toISOString().slice(0, 16).replace("T", " ");
  throw new Problem(
    "api-service-changed",
    `${service.changedByEmail ?? "Somebody"} changed the service meanwhile (${at} UTC). Nothing of yours was stored: open the page anew.`,
  );
}

/** What each change of a service sets. */
export function nextVersion(service: ApiService, who: OperatorWho) {
  return {
    version: service.version + 1,
    changedAt: who.now,
    changedBy: who.signedIn.id,
    changedByEmail: who.signedIn.email,
  };
}

function requireSound(before: WholeService, fields: ServiceFields): void {
  const { productionUrl } = before.service;
  const builtInList = hasBuiltInList(before.service);
  refuse(whatIsWrong({ productionUrl, operations: before.operations, builtInList }, fields));
}

/** @throws {Problem} invalid-request */
export function refuse(wrong: ReturnType<typeof whatIsWrong>): void {
  refuseFields(wrong.map(({ field, detail }) => ({ pointer: `/service/${field}`, detail })));
}

function fieldsOf({ service, products, questions }: WholeService): ServiceFields {
  return { ...service, products: [...products], questions: [...questions] };
}

/** For the trail: lists stand in one line. */
export function written(fields: ServiceFields) {
  const { name, region, description, sandboxUrl, productionUrl } = fields;
  const { payloadPolicy, requestField, responseField, fieldLevel, offered } = fields;
  const lists = {
    commercialCountries: fields.commercialCountries.join(", "),
    products: fields.products.map((product) => `${product.id} (${product.name})`).join(", "),
    questions: fields.questions
      .map(
        ({ id, question, hint, kind, required }) =>
          `${id}: ${question} ${hint} (${kind}${required ? "" : ", may be left out"})`,
      )
      .join("; "),
  };
  return {
    name,
    region,
    description,
    sandboxUrl,
    productionUrl,
    payloadPolicy,
    requestField,
    responseField,
    fieldLevel,
    offered,
    ...lists,
  } satisfies Record<string, AuditValue>;
}
