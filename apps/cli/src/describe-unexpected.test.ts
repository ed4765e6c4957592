import { expect, test } from "vitest";
import { describeUnexpected } from "./describe-unexpected.ts";

test("what nobody expected is told by kind, code and place, and never with what it was about", () => {
  const cause = Object.assign(new Error('duplicate key: (secret)=("p4rtner-s3cret")'), { code: "23505" });
  const told = describeUnexpected(new Error("Failed query: update …\nparams: p4rtner-s3cret", { cause }));
  expect(told).toMatch(/^stopped by an unexpected error: Error\n\s+at .*describe-unexpected\.test/);
  expect(told).toContain("caused by: Error (23505)");
  expect(told).not.toContain("s3cret");
  expect(describeUnexpected("p4rtner-s3cret")).toBe("stopped by an unexpected string");
});
