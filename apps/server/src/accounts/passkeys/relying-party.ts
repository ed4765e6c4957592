import { isIP } from "node:net";
import { Problem } from "../../problems/problem.ts";
import type { AccountsContext } from "../context.ts";

/** Whom passkeys are for (WebAuthn level 2 §5.4.2): the portal's host, by the settings and never by a request, whose Host anyone can write. */
export interface RelyingParty {
  /** A domain. */
  readonly id: string;
  readonly origin: string;
  readonly name: string;
}

/** Null where the portal's address is a number: passkeys belong to names. */
export function relyingPartyOf(context: Pick<AccountsContext, "mail">): RelyingParty | null {
  const { publicUrl, provider } = context.mail();
  const { hostname, origin } = new URL(publicUrl);
  return isIP(hostname.replaceAll(/[[\]]/g, "")) === 0 ? { id: hostname, origin, name: provider } : null;
}

/** @throws {Problem} not-found */
export function requireRelyingParty(context: Pick<AccountsContext, "mail">): RelyingParty {
  const party = relyingPartyOf(context);
  if (party === null) {
    throw new Problem("not-found", "Passkeys need this desk at a name; its address is a number.");
  }
  return party;
}
