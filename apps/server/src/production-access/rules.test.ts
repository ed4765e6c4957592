import { expect, test } from "vitest";
import { afterStep, answersField, endOf, type Plan, REQUEST_STATES, REQUEST_STEPS } from "./rules.ts";

test("the steps of a request are these and no others; what is approved can only be asked for anew", () => {
  const ways = REQUEST_STATES.flatMap((state) =>
    REQUEST_STEPS.flatMap((step) => {
      const next = afterStep(state, step);
      return next === null ? [] : [`${state} ${step} ${next}`];
    }),
  );
  const waiting = (state: string) => [
    `${state} look in-review`,
    `${state} ask more-information`,
    ...(state === "in-review" ? ["in-review approve approved"] : []),
    `${state} refuse refused`,
    `${state} withdraw withdrawn`,
  ];
  expect(ways).toEqual([
    "draft save draft",
    "draft submit submitted",
    ...waiting("submitted"),
    ...waiting("in-review"),
    "more-information submit resubmitted",
    "more-information withdraw withdrawn",
    "approved submit resubmitted",
    "refused submit resubmitted",
    "withdrawn submit resubmitted",
    ...waiting("resubmitted"),
  ]);
});

function ends(plan: Plan, validTo: string | null, withdrawn?: string) {
  const withdrawnAt = withdrawn === undefined ? null : new Date(withdrawn);
  const { endsAt, endReason } = endOf(plan, { validTo, withdrawnAt }, new Date("2026-01-01T10:00:00Z"));
  return [endsAt?.toISOString(), endReason];
}

test("Test Drive Premium ends with its contract's last day, and after 90 days in any case", () => {
  expect(ends("test-drive-premium", "2026-01-31")).toEqual(["2026-02-01T00:00:00.000Z", "contract-ended"]);
  expect(ends("test-drive-premium", "2027-01-31")).toEqual(["2026-04-01T10:00:00.000Z", "trial-over"]);
  expect(ends("test-drive-premium", null)).toEqual(["2026-04-01T10:00:00.000Z", "trial-over"]);
});

test("Production ends with its contract's last day, at once when the contract is withdrawn, and not with an open one", () => {
  expect(ends("production", "2026-01-31")).toEqual(["2026-02-01T00:00:00.000Z", "contract-ended"]);
  expect(ends("production", null)).toEqual([undefined, null]);
  const withdrawn = "2026-01-20T12:00:00.000Z";
  expect(ends("production", null, withdrawn)).toEqual([withdrawn, "contract-withdrawn"]);
  expect(ends("production", "2026-01-31", withdrawn)).toEqual([withdrawn, "contract-withdrawn"]);
  expect(ends("production", "2026-01-10", withdrawn)).toEqual(["2026-01-11T00:00:00.000Z", "contract-ended"]);
});

test("questions that are left open are not answered, and nothing unseen is in an answer", () => {
  expect(answersField.parse({ useCase: " An app. ", data: "", volume: "10" })).toEqual({
    useCase: "An app.",
    volume: "10",
  });
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`q${index}`, "yes"]));
  for (const bad of [{ useCase: "a\u202eb" }, { "no id": "yes" }, many, { useCase: "a".repeat(2_001) }])
    expect(answersField.safeParse(bad).success).toBe(false);
});
