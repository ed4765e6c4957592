import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import type { Reach } from "../outbound/why-not-url.ts";
import { Problem } from "../problems/problem.ts";
import { proposeChange } from "./proposals/propose.ts";
import { changesGate } from "./proposals/rules.ts";
import { tellOperators } from "./proposals/tell-operators.ts";
import { type ContractsNaming, requireKeptProducts } from "./require-kept-products.ts";
import { requireNames, requireReach, type Warning } from "./require-reach.ts";
import { requireSound } from "./require-sound.ts";
import type { ServiceFields } from "./rules.ts";
import { differenceOf, fieldsOf } from "./service-fields.ts";
import { type ApiService, lockService, wholeService } from "./store.ts";
import { storeChange } from "./store-change.ts";

export interface ChangeServiceDeps extends DeskSetting {
  readonly database: Database;
  /** Where calls may go. */
  readonly reach: Reach;
  /** Does any partner's Production rest on this service? */
  readonly usedInProduction: (tx: Pick<Database, "select">, serviceId: string) => Promise<boolean>;
  readonly contractsNaming: ContractsNaming;
}

/**
 * Changes a service in place of the version that the operator has seen; every gateway follows. The same values again change nothing. What
 * touches where calls go or how they are encrypted, of a service that Production rests on, is proposed: another administrator confirms it.
 * Every operator is told of such a change by mail, whether it is proposed or in force.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @returns `proposed`: nothing has changed yet; and what leads nowhere
 * @throws {Problem} not-found, invalid-request, api-service-changed, api-service-change-waits
 */
export async function changeService(
  deps: ChangeServiceDeps,
  who: OperatorWho,
  what: { readonly id: string; readonly version: number; readonly fields: ServiceFields },
): Promise<{ readonly came: "done" | "proposed"; readonly warnings: readonly Warning[] }> {
  const { id, fields } = what;
  requireReach(fields, deps.reach);
  const warnings = await requireNames(fields, deps.reach);
  const came = await asOperator(deps.database, who, async (tx) => {
    const service = await lockVersion(tx, id, what.version);
    const before = await wholeService(tx, service);
    requireSound(before, fields);
    await requireKeptProducts(tx, deps, before, fields, who.now);
    const difference = differenceOf(fieldsOf(before), fields);
    if (Object.keys(difference.after).length === 0) return "done";
    const atTheGate = changesGate(difference.after);
    if (atTheGate && (await deps.usedInProduction(tx, id))) {
      await proposeChange(tx, deps, who, service, difference);
      return "proposed";
    }
    await storeChange(tx, who, before, { fields, difference, askedBy: null });
    if (atTheGate) {
      const told = { service: { id, name: service.name }, by: who.signedIn.email, ...difference };
      await tellOperators(tx, deps, who.now, { kind: "changed", ...told });
    }
    return "done";
  });
  return { came, warnings };
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
