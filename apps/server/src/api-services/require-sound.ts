import { refuseFields } from "../problems/refuse-fields.ts";
import { hasTestDrive, type ServiceFields, whatIsWrong } from "./rules.ts";
import { hasBuiltInList } from "./service-entry.ts";
import type { WholeService } from "./store.ts";

/**
 * What an operator says of a service goes with what it has already.
 *
 * @param before null for a new one
 * @throws {Problem} invalid-request
 */
export function requireSound(before: WholeService | null, fields: ServiceFields): void {
  const there =
    before === null
      ? null
      : {
          productionUrl: before.service.productionUrl,
          operations: before.operations,
          builtInList: hasBuiltInList(before.service),
          testDrive: hasTestDrive(before.service),
        };
  const wrong = whatIsWrong(there, fields);
  refuseFields(wrong.map(({ field, detail }) => ({ pointer: `/service/${field}`, detail })));
}
