import { expect, test } from "vitest";
import { GateError } from "../problems/gate-errors.ts";
import { BodyBudget } from "./body-budget.ts";

test("bodies beyond the budget are refused until others are given back", () => {
  const budget = new BodyBudget(100);
  const giveBack = budget.take(60);
  expect(() => budget.take(41)).toThrow(GateError);
  budget.take(40);
  giveBack();
  budget.take(60);
  expect(() => budget.take(1)).toThrow(GateError);
});
