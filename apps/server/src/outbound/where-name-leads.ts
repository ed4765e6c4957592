import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";
import type { Reach } from "./why-not-url.ts";

/** `refused`: at least one of its addresses is one that calls must not go to, so no connection will be made. */
type NameLeads = "somewhere" | "nowhere" | "refused";

/**
 * Where the host of an address leads at this moment. It may lead elsewhere a moment later, so this is for the person who has given it: what
 * counts is looked at when it is connected to.
 *
 * @param url a whole address, as `whyNotUrl` finds it good
 */
export async function whereNameLeads(
  url: string,
  { anyAddress, lookUp }: Pick<Reach, "anyAddress" | "lookUp">,
): Promise<NameLeads> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return "somewhere";
  const addresses = await lookUp(host);
  if (addresses.length === 0) return "nowhere";
  return anyAddress || addresses.every(isPublicAddress) ? "somewhere" : "refused";
}
