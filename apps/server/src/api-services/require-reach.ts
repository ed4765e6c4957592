import { whereNameLeads } from "../outbound/where-name-leads.ts";
import { type Reach, whyNotUrl } from "../outbound/why-not-url.ts";
import { refuseFields } from "../problems/refuse-fields.ts";
import type { ServiceFields } from "./rules.ts";

const URLS = ["sandboxUrl", "productionUrl"] as const;
type Urls = Pick<ServiceFields, (typeof URLS)[number]>;

/** Something that is stored all the same. */
export interface Warning {
  readonly field: (typeof URLS)[number];
  readonly detail: string;
}

/**
 * What the names in a service's addresses lead to at this moment: one that leads to where calls must not go is refused now, and not by the
 * first call of a partner. What takes time is no part of a transaction.
 *
 * @returns what leads nowhere yet: a name may be made later
 * @throws {Problem} invalid-request
 */
export async function requireNames(service: Urls, reach: Reach): Promise<Warning[]> {
  const found = await Promise.all(
    URLS.map(async (field) => {
      const url = service[field];
      if (url === null) return { field, url: "", leads: "somewhere" } as const;
      return { field, url, leads: await whereNameLeads(url, reach) } as const;
    }),
  );
  refuseFields(
    found
      .filter(({ leads }) => leads === "refused")
      .map(({ field, url }) => ({
        pointer: `/service/${field}`,
        detail: `${new URL(url).hostname} leads to a private address: calls go to the public internet only.`,
      })),
  );
  return found
    .filter(({ leads }) => leads === "nowhere")
    .map(({ field, url }) => ({
      field,
      detail: `${new URL(url).hostname} leads nowhere at the moment: calls fail until it does.`,
    }));
}

/**
 * Calls go to public addresses only, unless the settings say otherwise. What a name leads to is looked at by the gate, at every connection,
 * and a redirect is an answer like others there.
 *
 * @throws {Problem} invalid-request
 */
export function requireReach(service: Urls, reach: Reach): void {
  const wrong = URLS.flatMap((name) => {
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
