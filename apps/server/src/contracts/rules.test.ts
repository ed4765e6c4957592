import { expect, test } from "vitest";
import { contractFields, isInForce } from "./rules.ts";

const CONTRACT = {
  plan: "production",
  validFrom: "2026-01-01",
  validTo: "2026-12-31",
  executedOn: "2025-12-20",
  withdrawnAt: null,
} as const;
const at = (moment: string) => new Date(moment);

test.each([
  ["on its first day", {}, "2026-01-01T00:00:00Z", true],
  ["on its last day, to the last second", {}, "2026-12-31T23:59:59Z", true],
  ["that ended yesterday", {}, "2027-01-01T00:00:00Z", false],
  ["that begins tomorrow", {}, "2025-12-31T23:59:59Z", false],
  ["without an end", { validTo: null }, "2030-01-01T00:00:00Z", true],
  ["that nobody has signed", { executedOn: null }, "2026-06-01T00:00:00Z", false],
  ["that was withdrawn", { withdrawnAt: new Date("2026-05-01") }, "2026-06-01T00:00:00Z", false],
  ["that will be signed tomorrow", { executedOn: "2026-06-02" }, "2026-06-01T12:00:00Z", false],
])("a contract %s", (_what, changes, now, inForce) => {
  expect(isInForce({ ...CONTRACT, ...changes }, at(now))).toBe(inForce);
});

const FIELDS = {
  ...CONTRACT,
  number: "C-2026/17",
  companyId: "0199f3a2-7c1e-7000-8000-000000000001",
  products: ["accounts"],
};

test.each([
  ["its last day comes first", { validTo: "2025-01-01" }, "validTo"],
  ["a product stands twice", { products: ["accounts", "accounts"] }, "products"],
  ["no product", { products: [] }, "products"],
  ["a product whose id is none", { products: ["The weather"] }, "products"],
  ["a day that there isn't", { validFrom: "2026-02-30" }, "validFrom"],
  ["a number that is a formula", { number: "=1+1" }, "number"],
])("refused: %s", (_what, changes, field) => {
  expect(contractFields.safeParse(FIELDS).success).toBe(true);
  const { error } = contractFields.safeParse({ ...FIELDS, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toContain(field);
});
