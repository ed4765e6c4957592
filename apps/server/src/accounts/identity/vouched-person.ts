import { nameField } from "../../companies/rules.ts";
import type { IdentityConfig } from "../../config.ts";
import { emailField } from "../rules.ts";

/** Somebody whose address an identity service has verified. */
export interface VouchedPerson {
  readonly email: string;
  readonly name: string;
  /** Null: it names none. */
  readonly company: string | null;
}

const personName = nameField("The name");
const companyName = nameField("The company's name");

/**
 * Reads a person out of standard claims (OpenID Connect Core 1.0 §5.1). An address counts if the service says `true`, not as a word, that it has
 * verified it; whoever it tells no name of has the part of the address before the @ for one.
 *
 * @param names of the claims that vouch for a company; null: none do
 * @returns null: it vouches for no address
 */
export function readVouchedPerson(
  claims: Readonly<Record<string, unknown>>,
  names: IdentityConfig["company"],
): VouchedPerson | null {
  if (claims.email_verified !== true) return null;
  const email = emailField.safeParse(claims.email);
  if (!email.success) return null;
  const parts = [claims.given_name, claims.family_name].filter((part) => typeof part === "string");
  const name = [claims.name, parts.join(" "), email.data.split("@")[0]]
    .map((said) => personName.safeParse(said))
    .find(({ success }) => success);
  const company = names === null ? null : companyName.safeParse(claims[names.name]);
  return {
    email: email.data,
    name: name?.data ?? email.data,
    company: company?.data ?? null,
  };
}
