import { expect, test } from "vitest";
import { afterStep, companyNumberField, VERIFICATION_STATES, VERIFICATION_STEPS } from "./rules.ts";

test("the steps of a verification are these and no others; what is verified can only be opened again", () => {
  const ways = VERIFICATION_STATES.flatMap((state) =>
    VERIFICATION_STEPS.flatMap((step) => {
      const next = afterStep(state, step);
      return next === null ? [] : [`${state} ${step} ${next}`];
    }),
  );
  expect(ways).toEqual([
    "unverified submit in-review",
    "unverified link verified",
    "in-review withdraw unverified",
    "in-review link verified",
    "in-review approve verified",
    "in-review refuse refused",
    "in-review ask more-information",
    "more-information submit in-review",
    "more-information withdraw unverified",
    "more-information link verified",
    "verified reopen more-information",
    "refused submit in-review",
    "refused link verified",
  ]);
});

test.each(["12345", "12345678901", "12345a", "１２３４５６", ""])("%j is no company ID", (typed) => {
  expect(companyNumberField.safeParse(typed).success).toBe(false);
});

test.each(["123456", " 1234567890 "])("%j is a company ID", (typed) => {
  expect(companyNumberField.parse(typed)).toBe(typed.trim());
});
