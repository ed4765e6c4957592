import { type Address, companyNumberField } from "../companies/rules.ts";
import type { IdentityConfig } from "../config.ts";
import { type Client, clientField, nameKey } from "../projects/rules.ts";

/** A company that an identity service vouches for: from whose people it takes log-ins. */
export interface VouchedCompany extends Client {
  readonly companyNumber: string;
}

type Names = NonNullable<IdentityConfig["company"]>;

/**
 * Reads a company out of claims. An address is one as OpenID Connect Core 1.0 §5.1.1 has it; its country, or a claim of its own, is a country
 * code of ISO 3166-1.
 *
 * @returns the company, or in a sentence what is not as it must be
 */
export function readVouchedCompany(
  claims: Readonly<Record<string, unknown>>,
  names: Names,
): VouchedCompany | string {
  const said = claims[names.address];
  const address = typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  const [line1, ...others] =
    typeof address.street_address === "string" ? address.street_address.split(/\r?\n/) : [];
  const country = names.country === null ? address.country : claims[names.country];
  const number = companyNumberField.safeParse(claims[names.id]);
  if (!number.success)
    return `It vouches for no company: the claim “${names.id}” holds no company ID of 6 to 10 digits.`;
  const company = clientField.safeParse({
    legalName: claims[names.name],
    address: {
      line1,
      ...(others.length === 0 ? {} : { line2: others.join(", ") }),
      city: address.locality,
      ...(typeof address.region === "string" && address.region !== "" ? { region: address.region } : {}),
      postalCode: address.postal_code,
      country,
    },
  });
  if (!company.success) {
    const [issue] = company.error.issues;
    return `What it says of the company can't be used: ${issue?.path.join(".")}: ${issue?.message}`;
  }
  return { ...company.data, companyNumber: number.data };
}

/**
 * Why what is vouched for isn't the company that was entered here, in a sentence; null: it is. Name, country, postal code and city must be the
 * same but for capitals, accents' forms, spaces and punctuation; the rest of the address is taken from the service.
 */
export function whyNotThisCompany(
  entered: {
    readonly name: string;
    readonly address: Address | null;
    readonly companyNumber: string | null;
  },
  vouched: VouchedCompany,
): string | null {
  const differences = [
    ["legal name", entered.name, vouched.legalName],
    ["country", entered.address?.country, vouched.address.country],
    ["postal code", entered.address?.postalCode, vouched.address.postalCode],
    ["city", entered.address?.city, vouched.address.city],
    ["company ID", entered.companyNumber ?? undefined, vouched.companyNumber],
  ] as const;
  const wrong = differences.filter(
    ([, here, there]) => here !== undefined && letters(here) !== letters(there),
  );
  if (wrong.length === 0) return null;
  const said = wrong.map(([what, here, there]) => `${what} “${there}”, here “${here}”`).join("; ");
  return `The identity service vouches for another company: ${said}. Log in there as somebody of this company, or correct the details here.`;
}

function letters(text: string): string {
  return nameKey(text).replaceAll(/[^\p{L}\p{N}]/gu, "");
}
