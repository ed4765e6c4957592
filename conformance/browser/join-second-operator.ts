import type { Page } from "playwright-core";
import { requestAs } from "./request-as.ts";
import type { Started } from "./start-with-person.ts";

/** Another operator, added by the first one, who takes the link of the mail and is logged in on a page of their own. */
export async function joinSecondOperator(
  started: Started,
  first: Page,
  person: { readonly email: string; readonly password: string },
): Promise<Page> {
  const { email, password } = person;
  const asFirst = requestAs(first, started.gatehouse.portalUrl);
  await asFirst("POST", "/operator/operators", { name: "Alan", email, role: "reviewer" });
  const { items } = await asFirst("GET", "/mailbox");
  const mail = items.find(({ to }: { to: string }) => to === email);
  const link = new URL(mail.links[0]);
  const token = new URLSearchParams(link.hash.slice(1)).get("token");
  const page = await started.newPerson();
  const request = requestAs(page, link.origin);
  await request("POST", "/accounts/reset-password", { token, password });
  await request("POST", "/accounts/log-in", { email, password });
  await page.goto(link.origin);
  return page;
}
