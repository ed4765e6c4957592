import type { Page } from "playwright-core";

/** Signs up at the portal and confirms the address by the link in the local mailbox; the page then shows the list of projects. */
export async function signUp(
  page: Page,
  portalUrl: string,
  person: { readonly email: string; readonly password: string },
  each: (page: "welcome" | "sign-up" | "mailbox" | "confirm-email") => Promise<void> = async () => undefined,
): Promise<void> {
  await page.goto(portalUrl);
  await page.getByRole("link", { name: "Sign up" }).waitFor();
  await each("welcome");
  await page.getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Company").fill("Analytical Engines");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await each("sign-up");
  await page.getByRole("button", { name: "Sign up", exact: true }).click();
  await page.getByRole("link", { name: "local mailbox" }).click();
  await page.getByRole("link", { name: "/confirm-email" }).first().waitFor();
  await each("mailbox");
  await page.getByRole("link", { name: "/confirm-email" }).first().click();
  await page.getByLabel("Password").fill(person.password);
  await each("confirm-email");
  await page.getByRole("button", { name: "Confirm e-mail" }).click();
  await page.getByText("No project yet").first().waitFor();
}
