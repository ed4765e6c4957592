import type { Page } from "playwright-core";
import { callApi } from "./call-api.ts";
import type { Started } from "./start-with-person.ts";

/** Another operator, added by the first one, who takes the link of the mail and is logged in on a page of their own. */
export async function joinSecondOperator(
  started: Started,
  first: Page,
  person: { readonly email: string; readonly password: string },
): Promise<Page> {
  const { email, password } = person;
  await callApi(first, "POST", "/operator/operators", { name: "Alan", email, role: "reviewer" });
  const { items } = await callApi(first, "GET", "/mailbox");
  const mail = items.find(({ to }: { to: string }) => to === email);
  const token = /#token=([\w-]+)/.exec(mail.links[0])?.[1];
  const page = await started.newPerson();
  await page.goto(started.gatehouse.portalUrl);
  await callApi(page, "POST", "/accounts/reset-password", { token, password });
  await callApi(page, "POST", "/accounts/log-in", { email, password });
  return page;
}
