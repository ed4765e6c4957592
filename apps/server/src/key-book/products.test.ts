import { expect, test } from "vitest";
import { PRODUCTS, productOf } from "./products.ts";

test.each([
  ["/aggregation/v1/customers", null],
  ["/aggregation/v2/customers/testing", null],
  ["/aggregation/v1/customers/5", null],
  ["/aggregation/v2/partners/authentication", null],
  ["/institution/v2/institutions", null],
  ["/aggregation/v1/customers/5/accounts", "accounts"],
  ["/aggregation/v1/customers/5/institutions/102105/accounts/addall", "accounts"],
  ["/aggregation/v4/customers/5/accounts/6/transactions", "transactions"],
  ["/aggregation/v3/customers/5/transactions", "transactions"],
  ["/aggregation/v3/customers/5/accounts/6/owner", "account-owner"],
  ["/aggregation/v1/customers/5/accounts/6/statement", "statements"],
  ["/payments/customers/5/accounts/6/payment-success-indicators", "payments"],
  ["/connect/v2/generate", "connect"],
  ["/connect/generate/transfer/bill-pay-switch", "transfer"],
  ["/notification-subscriptions/webhooks", "webhooks"],
  ["/decisioning/v2/customers/5/voa", "reports"],
  ["/aggregation/v1/customers/5/accounts-of-others", null],
  ["/aggregation/v1/customers/5/accounts.json", "accounts"],
  ["/aggregation/v1/customers/5/accounts ", "accounts"],
  ["/aggregation/v1/customers/5/accounts/6/owner.xml", "account-owner"],
  ["/aggregation/v9/anything", undefined],
  ["/connecting", undefined],
  ["/", undefined],
])("%s belongs to %s", (path, product) => {
  expect(productOf(path)).toBe(product);
});

test("each product has a name for people", () => {
  expect(PRODUCTS.filter(({ name }) => /^[A-Z]/.test(name))).toHaveLength(PRODUCTS.length);
});
