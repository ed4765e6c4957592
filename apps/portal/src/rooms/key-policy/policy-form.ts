import type { KeyPolicy, RsaSize, SignatureHash } from "../../api/types.ts";

/** A policy as it is typed; what was typed is judged by the server. */
export interface PolicyForm {
  readonly clientKeyDays: string;
  readonly mastercardKeyDays: string;
  readonly allowedBits: readonly RsaSize[];
  readonly defaultBits: RsaSize;
  readonly signatureHashes: readonly SignatureHash[];
  readonly mostClientKeys: string;
  readonly mostMastercardKeys: string;
  readonly destroyAfterDays: string;
  /** Separated by commas. */
  readonly reminderDays: string;
  readonly unprovenActivation: KeyPolicy["unprovenActivation"];
  readonly secondFactor: KeyPolicy["secondFactor"];
  readonly operatorSecondFactor: KeyPolicy["operatorSecondFactor"];
}

export function formOf(policy: KeyPolicy): PolicyForm {
  return {
    ...policy,
    clientKeyDays: String(policy.clientKeyDays),
    mastercardKeyDays: String(policy.mastercardKeyDays),
    mostClientKeys: String(policy.mostClientKeys),
    mostMastercardKeys: String(policy.mostMastercardKeys),
    destroyAfterDays: String(policy.destroyAfterDays),
    reminderDays: policy.reminderDays.join(", "),
  };
}

/** What is sent; what is no number goes as null and comes back with the reason. */
export function policyOf(form: PolicyForm): Record<keyof KeyPolicy, unknown> {
  return {
    ...form,
    clientKeyDays: numberIn(form.clientKeyDays),
    mastercardKeyDays: numberIn(form.mastercardKeyDays),
    mostClientKeys: numberIn(form.mostClientKeys),
    mostMastercardKeys: numberIn(form.mostMastercardKeys),
    destroyAfterDays: numberIn(form.destroyAfterDays),
    reminderDays: form.reminderDays
      .split(/[\s,;]+/)
      .filter((text) => text !== "")
      .map(numberIn),
  };
}

function numberIn(text: string): number | null {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(number) ? null : number;
}

const NAMES: Readonly<Record<keyof KeyPolicy, string>> = {
  clientKeyDays: "Client Encryption Keys live",
  mastercardKeyDays: "Partners’ encryption keys live",
  allowedBits: "Allowed sizes",
  defaultBits: "Default size",
  signatureHashes: "Hash algorithms",
  mostClientKeys: "Most Client Encryption Keys",
  mostMastercardKeys: "Most partners’ encryption keys",
  destroyAfterDays: "Destroyed after",
  reminderDays: "Reminders",
  unprovenActivation: "Activating an unproven key",
  secondFactor: "Second factor of partners",
  operatorSecondFactor: "Second factor of operators",
};

const UNITS: Partial<Record<keyof KeyPolicy, string>> = {
  clientKeyDays: "days",
  mastercardKeyDays: "days",
  allowedBits: "bits",
  defaultBits: "bits",
  destroyAfterDays: "days",
  reminderDays: "days before",
};

export interface Difference {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What is another value in `to`, in words. */
export function differences(from: KeyPolicy, to: KeyPolicy): Difference[] {
  return (Object.keys(NAMES) as (keyof KeyPolicy)[])
    .map((field) => ({ name: NAMES[field], from: shown(from, field), to: shown(to, field) }))
    .filter((difference) => difference.from !== difference.to);
}

function shown(policy: KeyPolicy, field: keyof KeyPolicy): string {
  const value = policy[field];
  if (value === "ask-twice") return "asked twice";
  if (value === "refuse") return "refused";
  if (value === "choice") return "everybody’s choice";
  if (value === "production-admins") return "asked of admins with Production";
  if (value === "required") return "asked of everybody at the desk";
  return [Array.isArray(value) ? value.join(", ") : String(value), UNITS[field]].filter(Boolean).join(" ");
}
