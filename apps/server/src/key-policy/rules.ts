import { z } from "zod";

/** Sizes of RSA keys that can be allowed at all, in bits (NIST SP 800-57 part 1 §5.6.1: 112 bits of strength and more). */
export const RSA_SIZES = [2048, 3072, 4096] as const;
export type RsaSize = (typeof RSA_SIZES)[number];

/** Hash algorithms with which a certificate signing request can be signed at all. */
export const SIGNATURE_HASHES = ["SHA-256", "SHA-384", "SHA-512"] as const;
export type SignatureHash = (typeof SIGNATURE_HASHES)[number];

/** Activating a key that nobody has rehearsed: the page asks twice, or it is refused. */
export const UNPROVEN_ACTIVATIONS = ["ask-twice", "refuse"] as const;

/** Who must have a second factor: nobody, or who changes something in a project with Production. */
export const SECOND_FACTORS = ["choice", "production-admins"] as const;

/** Must the provider's own people have a second factor? */
export const OPERATOR_SECOND_FACTORS = ["choice", "required"] as const;

/** What the provider lays down for keys, and for who works with them; days are of 24 hours. */
export interface KeyPolicy {
  readonly clientKeyDays: number;
  readonly mastercardKeyDays: number;
  /** Ascending, of the pairs of partners; a new Client Encryption Key has the default size. */
  readonly allowedBits: readonly RsaSize[];
  readonly defaultBits: RsaSize;
  readonly signatureHashes: readonly SignatureHash[];
  /** Keys that are not revoked, in one environment. */
  readonly mostClientKeys: number;
  readonly mostMastercardKeys: number;
  /** From the revoke of a Client Encryption Key until its private half is destroyed. */
  readonly destroyAfterDays: number;
  /** Before expiry, descending. */
  readonly reminderDays: readonly number[];
  readonly unprovenActivation: (typeof UNPROVEN_ACTIVATIONS)[number];
  readonly secondFactor: (typeof SECOND_FACTORS)[number];
  readonly operatorSecondFactor: (typeof OPERATOR_SECOND_FACTORS)[number];
}

/** In force until an operator lays down another one. */
export const DEFAULT_POLICY: KeyPolicy = {
  clientKeyDays: 365,
  mastercardKeyDays: 365,
  allowedBits: [2048, 3072, 4096],
  defaultBits: 2048,
  signatureHashes: ["SHA-256", "SHA-384", "SHA-512"],
  mostClientKeys: 50,
  mostMastercardKeys: 50,
  destroyAfterDays: 30,
  reminderDays: [60, 30, 14, 7, 3, 1],
  unprovenActivation: "ask-twice",
  secondFactor: "choice",
  operatorSecondFactor: "choice",
};

/**
 * Between what a value may be. A rotation needs two keys at a time; a pair in use for more than five years is not to be had, half the life
 * of the authority that certifies it.
 */
export const BOUNDS = {
  lifetimeDays: { least: 7, most: 1_825 },
  keys: { least: 2, most: 500 },
  destroyAfterDays: { least: 1, most: 365 },
  reminderDays: { least: 1, most: 365 },
  reminders: 12,
} as const;

function whole(what: string, { least, most }: { readonly least: number; readonly most: number }) {
  const says = `${what}: a whole number from ${least} to ${most.toLocaleString("en-US")}.`;
  return z.number(says).int(says).min(least, says).max(most, says);
}

const reminder = whole("Days before expiry", BOUNDS.reminderDays);

/** A policy as an operator sends it; what would make no sense is refused by the field that makes it so. */
export const keyPolicyFields = z
  .object({
    clientKeyDays: whole("Days that a Client Encryption Key lives", BOUNDS.lifetimeDays),
    mastercardKeyDays: whole("Days that a partner's encryption key lives", BOUNDS.lifetimeDays),
    allowedBits: z
      .array(z.literal(RSA_SIZES, `Sizes are ${RSA_SIZES.join(", ")} bits.`))
      .min(1, "Allow at least one size, or no key can be made.")
      .max(RSA_SIZES.length, "Name each size once."),
    defaultBits: z.literal(RSA_SIZES, `Sizes are ${RSA_SIZES.join(", ")} bits.`),
    signatureHashes: z
      .array(z.enum(SIGNATURE_HASHES, `Hash algorithms are ${SIGNATURE_HASHES.join(", ")}.`))
      .min(1, "Allow at least one hash algorithm, or no request can be taken.")
      .max(SIGNATURE_HASHES.length, "Name each hash algorithm once."),
    mostClientKeys: whole("Client Encryption Keys of an environment", BOUNDS.keys),
    mostMastercardKeys: whole("Partner's encryption keys of an environment", BOUNDS.keys),
    destroyAfterDays: whole("Days until a private half is destroyed", BOUNDS.destroyAfterDays),
    reminderDays: z
      .array(reminder)
      .min(1, "Keep at least one reminder, or keys expire without a word.")
      .max(BOUNDS.reminders, `At most ${BOUNDS.reminders} reminders.`),
    unprovenActivation: z.enum(UNPROVEN_ACTIVATIONS, "Either ask-twice or refuse."),
    secondFactor: z.enum(SECOND_FACTORS, "Either choice or production-admins."),
    operatorSecondFactor: z.enum(OPERATOR_SECOND_FACTORS, "Either choice or required."),
  })
  .superRefine((policy, context) => {
    for (const { field, detail } of contradictions(policy)) {
      context.addIssue({ code: "custom", path: [field], message: detail });
    }
  });

/** What doesn't go together, each named by the field that is to be changed. */
function contradictions(policy: KeyPolicy): { field: keyof KeyPolicy; detail: string }[] {
  const { allowedBits, defaultBits, reminderDays, signatureHashes } = policy;
  const shortest = Math.min(policy.clientKeyDays, policy.mastercardKeyDays);
  const early = Math.max(...reminderDays);
  return [
    ...twice("allowedBits", allowedBits),
    ...twice("signatureHashes", signatureHashes),
    ...twice("reminderDays", reminderDays),
    ...(allowedBits.includes(defaultBits)
      ? []
      : [
          {
            field: "defaultBits" as const,
            detail: `${defaultBits} bits are not among the allowed sizes: ${allowedBits.join(", ")}.`,
          },
        ]),
    ...(early < shortest
      ? []
      : [
          {
            field: "reminderDays" as const,
            detail: `A reminder ${early} days before expiry would come before a key of ${shortest} days is made.`,
          },
        ]),
  ];
}

function twice<Field extends keyof KeyPolicy>(field: Field, values: readonly unknown[]) {
  return new Set(values).size === values.length ? [] : [{ field, detail: "Each value can stand here once." }];
}

/** The same policy with its lists in their order. */
export function inOrder(policy: KeyPolicy): KeyPolicy {
  return {
    ...policy,
    allowedBits: policy.allowedBits.toSorted((a, b) => a - b),
    signatureHashes: policy.signatureHashes.toSorted(),
    reminderDays: policy.reminderDays.toSorted((a, b) => b - a),
  };
}

/** Why a partner's request can't be certified under this policy, in a sentence that says what to do; null: it can. */
export function whyNotCertify(
  request: { readonly bits: number; readonly hash: SignatureHash },
  policy: KeyPolicy,
): string | null {
  const { allowedBits, signatureHashes, defaultBits } = policy;
  if (!allowedBits.some((bits) => bits === request.bits)) {
    return `The key has ${request.bits} bits; the provider takes ${allowedBits.join(", ")}. Make one with: openssl req -new -newkey rsa:${defaultBits} -nodes -keyout key.pem -out request.pem`;
  }
  if (!signatureHashes.includes(request.hash)) {
    const option = (signatureHashes[0] ?? "SHA-256").toLowerCase().replace("-", "");
    return `The request is signed with ${request.hash}; the provider takes ${signatureHashes.join(", ")}. Sign it with: openssl req -new -${option} …`;
  }
  return null;
}
