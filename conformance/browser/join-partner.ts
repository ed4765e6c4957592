import type { Page } from "playwright-core";
import { mailedLink } from "./mailed-link.ts";
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
  const who = { name: "Ada Lovelace", company: "Analytical Engines" };
  await requestAs(page, portalUrl)("POST", "/accounts/sign-up", { ...who, email, password });
  const { origin, token } = await mailedLink(page, portalUrl, email);
  // Under the name that the link has: a session belongs to it.
  await requestAs(page, origin)("POST", "/accounts/confirm-email", { token, password });
  await page.goto(origin);
  await page.getByText("No project yet").first().waitFor();
}
