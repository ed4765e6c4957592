import { type Reach, whyNotUrl } from "../outbound/why-not-url.ts";
import { refuseFields } from "../problems/refuse-fields.ts";
import type { ServiceFields } from "./rules.ts";

/**
 * Calls go to public addresses only, unless the settings say otherwise. What a name leads to is looked at by the gate, at every connection,
 * and a redirect is an answer like others there.
 *
 * @throws {Problem} invalid-request
 */
export function requireReach(
  service: Pick<ServiceFields, "sandboxUrl" | "productionUrl">,
  reach: Reach,
): void {
  const wrong = (["sandboxUrl", "productionUrl"] as const).flatMap((name) => {
    const url = service[name];
    const detail = url === null ? null : whyNot(url, reach);
    return detail === null ? [] : [{ pointer: `/service/${name}`, detail }];
  });
  refuseFields(wrong);
}

function whyNot(url: string, reach: Reach): string | null {
  const wrong = whyNotUrl(url, reach, "calls");
  return wrong === null && URL.parse(url)?.search !== ""
    ? "Leave out what follows the ?: the path and query of each call are added to the address."
    : wrong;
}
