import type { Page } from "playwright-core";
import type { RunningGatehouse } from "../program/start-gatehouse.ts";
import { linkForFirstOperator } from "./join-operator.ts";

/** Signs the first operator up on the page of the link that the program prints; it then shows the operators' console. */
export async function signUpOperator(
  gatehouse: Pick<RunningGatehouse, "output">,
  page: Page,
  person: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.goto(linkForFirstOperator(gatehouse));
  await page.getByLabel("Your name").fill("Grace Hopper");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Operators’ console" }).waitFor();
}
