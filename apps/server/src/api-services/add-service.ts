import { appendAudit } from "../audit/append.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import type { ChangeServiceDeps } from "./change-service.ts";
import { requireNames, requireReach, type Warning } from "./require-reach.ts";
import { requireSound } from "./require-sound.ts";
import { MOST_SERVICES, type ServiceFields } from "./rules.ts";
import { serviceEntry } from "./service-entry.ts";
import { written } from "./service-fields.ts";
import { countServices, insertService, replaceProducts, replaceQuestions } from "./store.ts";

/**
 * Adds a service to the catalogue, not offered yet: its operations come with its document.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @returns what leads nowhere
 * @throws {Problem} invalid-request, api-service-taken, too-many-api-services
 */
export async function addService(
  { database, reach }: Pick<ChangeServiceDeps, "database" | "reach">,
  who: OperatorWho,
  what: { readonly id: string; readonly fields: ServiceFields },
): Promise<readonly Warning[]> {
  const { id, fields } = what;
  requireReach(fields, reach);
  requireSound(null, fields);
  const warnings = await requireNames(fields, reach);
  await asOperator(database, who, async (tx) => {
    const { products, questions, ...columns } = fields;
    const service = {
      id,
      ...columns,
      version: 1,
      createdAt: who.now,
      changedAt: who.now,
      changedBy: who.signedIn.id,
      changedByEmail: who.signedIn.email,
      documentTitle: null,
      documentVersion: null,
      importedAt: null,
    };
    if (!(await insertService(tx, service))) {
      const detail = "There is an API service of this id already.";
      throw new Problem("api-service-taken", detail, { fields: [{ pointer: "/id", detail }] });
    }
    if ((await countServices(tx)) > MOST_SERVICES)
      throw new Problem(
        "too-many-api-services",
        `The catalogue holds at most ${MOST_SERVICES} API services.`,
      );
    await replaceProducts(tx, id, products);
    await replaceQuestions(tx, id, questions);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "api-service.created",
        subject: `api-service:${id}`,
        after: written(fields),
      },
    ]);
    await publish(tx, [serviceEntry({ service, products, operations: [], questions })]);
  });
  return warnings;
}
