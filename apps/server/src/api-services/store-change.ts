import { appendAudit } from "../audit/append.ts";
import type { Transaction } from "../database/database.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { ServiceFields } from "./rules.ts";
import { serviceEntry } from "./service-entry.ts";
import { type Difference, written } from "./service-fields.ts";
import {
  type ApiService,
  replaceProducts,
  replaceQuestions,
  updateService,
  type WholeService,
} from "./store.ts";

/**
 * Stores what an operator says of a service as its next version; every gateway follows.
 *
 * @param before with its row locked
 * @param askedBy the first of two administrators; null: one was enough
 */
export async function storeChange(
  tx: Transaction,
  who: OperatorWho,
  before: WholeService,
  what: { readonly fields: ServiceFields; readonly difference: Difference; readonly askedBy: string | null },
): Promise<void> {
  const { service } = before;
  const { fields, difference, askedBy } = what;
  const { products, questions, ...columns } = fields;
  await updateService(tx, service.id, { ...columns, ...nextVersion(service, who) });
  await replaceProducts(tx, service.id, products);
  await replaceQuestions(tx, service.id, questions);
  const subject = `api-service:${service.id}`;
  const was = { ...written(difference.before), name: service.name };
  const is = { ...written(difference.after), name: fields.name };
  await appendAudit(tx, who.origin, who.now, [
    askedBy === null
      ? { projectId: null, action: "api-service.changed", subject, before: was, after: is }
      : {
          projectId: null,
          action: "api-service.change-confirmed",
          subject,
          before: was,
          after: { ...is, askedBy },
        },
  ]);
  await publish(tx, [serviceEntry({ ...before, products, service: { ...service, ...columns } })]);
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
