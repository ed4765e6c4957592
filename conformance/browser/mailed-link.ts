import type { Page } from "playwright-core";
import { requestAs } from "./request-as.ts";

/** Where the program's links lead, and the token that they carry behind the `#`, where no server sees it. */
export interface TokenLink {
  readonly origin: string;
  readonly token: string | null;
}

export function readLink(text: string): TokenLink {
  const { origin, hash } = new URL(text);
  return { origin, token: new URLSearchParams(hash.slice(1)).get("token") };
}

/** The link of the newest mail to an address in the local mailbox, read by whoever the page belongs to. */
export async function mailedLink(page: Page, portalUrl: string, email: string): Promise<TokenLink> {
  const { items } = await requestAs(page, portalUrl)("GET", "/mailbox");
  return readLink(items.find(({ to }: { to: string }) => to === email).links[0]);
}
