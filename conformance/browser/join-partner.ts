import type { Page } from "playwright-core";
import { requestAs } from "./request-as.ts";

/**
 * Signs a partner up by the management API, as the portal's pages do, and confirms the address by the link in the local mailbox. The page
 * then shows the list of projects. The way by the pages themselves is `signUp`.
 */
export async function joinPartner(
  page: Page,
  portalUrl: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const request = requestAs(page, portalUrl);
  const who = { name: "Ada Lovelace", company: "Analytical Engines" };
  await request("POST", "/accounts/sign-up", { ...who, email, password });
  const { items } = await request("GET", "/mailbox");
  const mail = items.find(({ to }: { to: string }) => to === email);
  const link = new URL(mail.links.find((each: string) => each.includes("/confirm-email#")));
  const token = new URLSearchParams(link.hash.slice(1)).get("token");
  // Under the name that the link has: a session belongs to it.
  await requestAs(page, link.origin)("POST", "/accounts/confirm-email", { token, password });
  await page.goto(link.origin);
  await page.getByText("No project yet").first().waitFor();
}
