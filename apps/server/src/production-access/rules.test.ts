import { expect, test } from "vitest";
import {
  afterStep,
  answersField,
  draftAnswersField,
  premiumEnd,
  REQUEST_STATES,
  REQUEST_STEPS,
} from "./rules.ts";

test("the steps of a request are these and no others; nothing leads out of approved", () => {
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
    "refused submit resubmitted",
    "withdrawn submit resubmitted",
    ...waiting("resubmitted"),
  ]);
});

test("Test Drive Premium ends with its contract's last day, and after 90 days in any case", () => {
  const now = new Date("2026-01-01T10:00:00Z");
  expect(premiumEnd(now, "2026-01-31").toISOString()).toBe("2026-02-01T00:00:00.000Z");
  expect(premiumEnd(now, "2027-01-31").toISOString()).toBe("2026-04-01T10:00:00.000Z");
  expect(premiumEnd(now, null).toISOString()).toBe("2026-04-01T10:00:00.000Z");
});

test("a draft may leave questions open, a request may not", () => {
  const some = { useCase: "An app.", data: "", volume: "10", contact: "ops" };
  expect(draftAnswersField.parse(some)).toEqual({ ...some, data: undefined });
  expect(answersField.safeParse(some).error?.issues.map(({ path }) => path[0])).toEqual(["data"]);
});
