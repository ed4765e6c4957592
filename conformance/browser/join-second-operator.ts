import type { Page } from "playwright-core";
import { callApi } from "./call-api.ts";
import { mailedLink } from "./mailed-link.ts";
import { requestAs } from "./request-as.ts";

/** Another operator, added by the first one, who takes the link of the mail and is logged in on a page of their own. */
export async function joinSecondOperator(
  desk: { readonly gatehouse: { readonly portalUrl: string }; newPerson(): Promise<Page> },
  first: Page,
  person: { readonly email: string; readonly password: string },
): Promise<Page> {
  const { email, password } = person;
  await callApi(first, "POST", "/operator/operators", { name: "Alan", email, role: "reviewer" });
  const page = await desk.newPerson();
  const { origin, token } = await mailedLink(page, desk.gatehouse.portalUrl, email);
  const request = requestAs(page, origin);
  await request("POST", "/accounts/reset-password", { token, password });
  await request("POST", "/accounts/log-in", { email, password });
  await page.goto(origin);
  return page;
}
