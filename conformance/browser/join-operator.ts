import type { Page } from "playwright-core";
import type { RunningGatehouse } from "../program/start-gatehouse.ts";
import { readLink } from "./mailed-link.ts";
import { requestAs } from "./request-as.ts";

/** As the program prints it at its first start. */
export function linkForFirstOperator(gatehouse: Pick<RunningGatehouse, "output">): string {
  const [, link] = /first operator signs up here, once: (\S+)/.exec(gatehouse.output()) ?? [];
  if (link === undefined) throw new Error("the program has printed no link for the first operator");
  return link;
}

/** Signs the first operator up by the management API; the page then shows the operators' console. The way by the pages is `signUpOperator`. */
export async function joinOperator(
  gatehouse: Pick<RunningGatehouse, "output">,
  page: Page,
  person: { readonly email: string; readonly password: string },
): Promise<void> {
  const { origin, token } = readLink(linkForFirstOperator(gatehouse));
  await requestAs(page, origin)("POST", "/accounts/operator-sign-up", {
    token,
    name: "Grace Hopper",
    ...person,
  });
  await page.goto(`${origin}/operator`);
  await page.getByRole("heading", { name: "Operators’ console" }).waitFor();
}
