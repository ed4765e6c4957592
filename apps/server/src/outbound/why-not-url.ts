import type { LookUpHost } from "./look-up-host.ts";
import { isPublicHost } from "./public-address.ts";

/** Where calls may go. */
export interface Reach {
  /** Private addresses as well. */
  readonly anyAddress: boolean;
  /** Not in the clear. */
  readonly httpsOnly: boolean;
  readonly lookUp: LookUpHost;
}

/**
 * What is wrong with an address that somebody has given for calls to go to, as a sentence; null: nothing. A name may lead to a private
 * address all the same: that is looked at each time it is resolved.
 *
 * @param what goes there, e.g. `webhooks`
 */
export function whyNotUrl(
  text: string,
  { anyAddress, httpsOnly }: Pick<Reach, "anyAddress" | "httpsOnly">,
  what: string,
): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
    return "Give a whole address that begins with https://.";
  if (httpsOnly && url.protocol !== "https:") return "The address must begin with https://.";
  if (url.username !== "" || url.password !== "") return "Leave user name and password out of the address.";
  if (url.hash !== "") return "Leave out what follows the #.";
  if (!anyAddress && (!isPublicHost(url) || /(^|\.)localhost\.?$/i.test(url.hostname)))
    return `This address is private: ${what} go to the public internet only.`;
  return null;
}
