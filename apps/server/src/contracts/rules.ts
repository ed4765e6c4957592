import { z } from "zod";
import { MOST_PRODUCTS, productIdField, serviceIdField } from "../api-services/rules.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";

export const CONTRACT_PLANS = ["test-drive-premium", "production"] as const;
export type ContractPlan = (typeof CONTRACT_PLANS)[number];

/** The day of a moment in UTC, as contracts name days. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

interface Term {
  readonly plan: ContractPlan;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly executedOn: string | null;
  readonly withdrawnAt: Date | null;
}

/** Signed by both sides, begun, not withdrawn and not over: its last day counts. */
export function isInForce(contract: Term, now: Date): boolean {
  const today = dayOf(now);
  const { executedOn, validFrom, validTo, withdrawnAt } = contract;
  return (
    withdrawnAt === null &&
    executedOn !== null &&
    executedOn <= today &&
    validFrom <= today &&
    (validTo === null || today <= validTo)
  );
}

const DAY_MS = 86_400_000;

/** So many days before the end of what rests on a contract its people and the operators are told: time to agree on the next one. */
export const END_REMINDER_DAYS: readonly number[] = [60, 30, 14, 7, 3, 1];

/** The moment after a contract's last day, which is of UTC. */
export function endOfDay(validTo: string): Date {
  return new Date(Date.parse(`${validTo}T00:00:00Z`) + DAY_MS);
}

/** Days until an end that is near, begun ones counted; null: there is none, it is past, or still far. */
export function daysToEnd(endsAt: Date | null, now: Date): number | null {
  if (endsAt === null) return null;
  const left = Math.ceil((endsAt.getTime() - now.getTime()) / DAY_MS);
  return left >= 1 && left <= Math.max(...END_REMINDER_DAYS) ? left : null;
}

/** @param companyId of the operator who asks */
export function whyNotWithdraw(
  contract: { readonly companyId: string; readonly withdrawnAt: Date | null },
  companyId: string | null,
): "wrong-state" | "own-request" | null {
  if (contract.withdrawnAt !== null) return "wrong-state";
  return contract.companyId === companyId ? "own-request" : null;
}

const day = (missing: string) => z.iso.date(missing);

export const contractFields = z
  .object({
    number: z
      .string("Give the contract's number.")
      .max(80)
      .trim()
      .regex(/^[A-Za-z0-9][A-Za-z0-9./_-]{1,39}$/, "A number has 2 to 40 letters, digits and . / _ -."),
    companyId: z.uuid("Choose the company."),
    apiService: serviceIdField.default(BUILT_IN_SERVICE),
    plan: z.enum(CONTRACT_PLANS, "Choose the plan."),
    products: z
      .array(productIdField)
      .min(1, "Choose at least one product.")
      .max(MOST_PRODUCTS, "Name each product once."),
    validFrom: day("Give the first day as YYYY-MM-DD."),
    validTo: day("Give the last day as YYYY-MM-DD.").nullable(),
    executedOn: day("Give the day of the last signature as YYYY-MM-DD.").nullable(),
  })
  .superRefine((contract, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (new Set(contract.products).size !== contract.products.length)
      wrong("products", "Each product can stand here once.");
    if (contract.validTo !== null && contract.validTo < contract.validFrom)
      wrong("validTo", "The last day comes before the first.");
  });
