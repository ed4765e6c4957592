import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../notices/store.ts";
import { mails } from "../notifications/tables.ts";
import { findAccount } from "./store.ts";
import { type Desk, GOOD_PASSWORD, newAddress, newSource, openDesk, tokenOf } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const signUp = (email: string, languages: string) =>
  desk.post(
    "/accounts/sign-up",
    { name: "Ada Byron", company: "ACME Bank", email, password: GOOD_PASSWORD },
    { languages, address: newSource() },
  );
const subjectsTo = async (email: string) => (await desk.mails(email)).map(({ subject }) => subject);
const languageOf = async (email: string) => {
  const account = await findAccount(desk.database, email);
  return account === null ? null : (await readSettings(desk.database, account.id)).language;
};
const confirm = async (email: string, languages: string) =>
  desk.post(
    "/accounts/confirm-email",
    { token: tokenOf(await desk.mails(email)), password: GOOD_PASSWORD },
    { languages, address: newSource() },
  );

test("whoever signs up in a browser that asks for Spanish is written to in Spanish, then and later", async () => {
  const email = newAddress();
  await signUp(email, "es-MX,es;q=0.9,en;q=0.8");
  expect(await subjectsTo(email)).toEqual(["Confirme su dirección de correo para Mastercard"]);
  expect((await confirm(email, "es-MX,es;q=0.9,en;q=0.8")).status).toBe(200);
  expect(await languageOf(email)).toBe("es");
  // The browser that asks for a new password may be anybody's: the account's language counts.
  await desk.post("/accounts/forgot-password", { email }, { languages: "en", address: newSource() });
  await signUp(email, "en");
  expect((await subjectsTo(email)).sort()).toEqual([
    "Confirme su dirección de correo para Mastercard",
    "Elija una contraseña nueva para Mastercard",
    "Usted ya tiene una cuenta en Mastercard",
  ]);
  const rows = await desk.database.select().from(mails).where(eq(mails.recipient, email));
  for (const { html, body } of rows) {
    expect(html).toContain('<html lang="es">');
    for (const [link] of body.matchAll(/https:\S+/g)) expect(html).toContain(`<a href="${link}">`);
  }
});

test("whoever asks for a language that isn't spoken here is written to in English", async () => {
  const email = newAddress();
  await signUp(email, "fr, de;q=0.5");
  expect(await subjectsTo(email)).toEqual(["Confirm your e-mail address for Mastercard"]);
  expect((await confirm(email, "fr")).status).toBe(200);
  expect(await languageOf(email)).toBe("en");
});
