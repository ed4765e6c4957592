import { z } from "zod";
import { isCountry } from "../companies/countries.ts";
import { nameField } from "../companies/rules.ts";

/** Projects an account may hold by default, and the most that an operator may raise it to. */
export const MOST_PROJECTS = 30;
export const MOST_PROJECTS_EVER = 1_800;

/** Every project has a Sandbox; Production is asked for. */
export const ENVIRONMENT_TYPES = ["sandbox", "production"] as const;

/** Letters and digits of any script, spaces, and the signs that project names are written with. */
export const projectNameField = z
  .string("Give the project a name.")
  .max(256, "A project's name has at most 64 letters.")
  .trim()
  .normalize("NFC")
  .min(3, "A project's name has at least 3 letters.")
  .max(64, "A project's name has at most 64 letters.")
  .regex(/^[\p{L}\p{N} ._'&(),-]+$/u, "Use letters, digits, spaces and . _ - ' & ( ) , in a project's name.");

const line = (what: string) => nameField(what);
/** An empty one is none. A codec, because what clients are shown has the same form. */
const optionalLine = (what: string) =>
  z
    .codec(z.string().max(400), nameField(what).optional(), {
      decode: (text) => (text.trim() === "" ? undefined : text),
      encode: (text) => text ?? "",
    })
    .optional();

/** A country as ISO 3166-1 alpha-2. */
export const countryField = z
  .string("Choose a country.")
  .refine(isCountry, "Choose a country from the list.");

export const clientField = z.object(
  {
    legalName: line("The client's legal name"),
    address: z.object(
      {
        line1: line("The first address line"),
        line2: optionalLine("The second address line"),
        city: line("The city"),
        region: optionalLine("The state or region"),
        postalCode: z
          .string("The postal code is missing.")
          .trim()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$/,
            "Use 2 to 12 letters, digits, spaces and dashes in the postal code.",
          ),
        country: countryField,
      },
      "The client company's address is missing.",
    ),
  },
  "Give the client company's legal name and address.",
);

export type Client = z.output<typeof clientField>;

export const descriptionField = z
  .string()
  .max(1_024)
  .trim()
  .normalize("NFC")
  .max(255, "A description has at most 255 letters.")
  .refine(
    (text) => !/[\p{Cc}<>]/u.test(text),
    "A description can't hold < or > or characters that can't be seen.",
  );

/** Two names that differ in capital letters only are the same name. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

/** A name fit for file names: small letters, digits and dashes. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  return slug === "" ? "project" : slug;
}
