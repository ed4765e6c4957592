import { randomUUIDv7 } from "node:crypto";
import type { z } from "zod";
import { lockAsItIs, productsOf } from "../api-services/store.ts";
import { appendAudit } from "../audit/append.ts";
import type { ReadDocument } from "../companies/document.ts";
import { readCompany } from "../companies/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { violatedConstraint } from "../database/transaction.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import type { contractFields } from "./rules.ts";
import { insertContract } from "./store.ts";

/**
 * Puts a contract on file.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} invalid-request for a company, service or product that there isn't, contract-number-taken
 */
export async function enterContract(
  database: Database,
  who: OperatorWho,
  what: z.output<typeof contractFields>,
  document: ReadDocument | null,
): Promise<string> {
  const id = randomUUIDv7();
  try {
    await asOperator(database, who, async (tx) => {
      if ((await readCompany(tx, what.companyId)) === null) {
        const detail = "There is no such company.";
        throw new Problem("invalid-request", detail, { fields: [{ pointer: "/companyId", detail }] });
      }
      await requireProducts(tx, what.apiService, what.products);
      await insertContract(tx, {
        id,
        ...what,
        documentName: document?.name ?? null,
        documentType: document?.type ?? null,
        document: document?.content ?? null,
        enteredAt: who.now,
        enteredBy: who.signedIn.id,
        enteredByEmail: who.signedIn.email,
        withdrawnAt: null,
        withdrawnBy: null,
        withdrawnByEmail: null,
        withdrawalReason: null,
      });
      await appendAudit(tx, who.origin, who.now, [
        {
          projectId: null,
          action: "contract.entered",
          subject: `contract:${id}`,
          after: {
            number: what.number,
            companyId: what.companyId,
            apiService: what.apiService,
            plan: what.plan,
            products: what.products.join(", "),
            validFrom: what.validFrom,
            validTo: what.validTo,
            executedOn: what.executedOn,
          },
        },
      ]);
    });
  } catch (error) {
    if (violatedConstraint(error) !== "contracts_number") throw error;
    const detail = `There is a contract ${what.number} already.`;
    throw new Problem("contract-number-taken", detail, { fields: [{ pointer: "/number", detail }] });
  }
  return id;
}

async function requireProducts(
  tx: Transaction,
  apiService: string,
  products: readonly string[],
): Promise<void> {
  const refuse = (field: string, detail: string) =>
    new Problem("invalid-request", detail, { fields: [{ pointer: `/contract/${field}`, detail }] });
  // A product that is just being removed is not named any more.
  const service = await lockAsItIs(tx, apiService);
  if (service === null) throw refuse("apiService", "Choose an API service from the list.");
  const known = new Set((await productsOf(tx, apiService)).map(({ id }) => id));
  const strange = products.filter((id) => !known.has(id));
  if (strange.length > 0) throw refuse("products", `${service.name} has no product ${strange.join(", ")}.`);
}
