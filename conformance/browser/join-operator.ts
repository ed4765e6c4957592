import type { Page } from "playwright-core";
import type { RunningGatehouse } from "../program/start-gatehouse.ts";

/** Signs the first operator up by the link that the program prints; the page then shows the operators' console. */
export async function joinOperator(
  gatehouse: Pick<RunningGatehouse, "output">,
  page: Page,
  person: { readonly email: string; readonly password: string },
): Promise<void> {
  const [, link] = /first operator signs up here, once: (\S+)/.exec(gatehouse.output()) ?? [];
  if (link === undefined) throw new Error("the program has printed no link for the first operator");
  await page.goto(link);
  await page.getByLabel("Your name").fill("Grace Hopper");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Operators’ console" }).waitFor();
}
