import { expect, test } from "vitest";
import { GateError } from "../problems/gate-errors.ts";
import { BodyBudget } from "./body-budget.ts";

test("bodies beyond the budget are refused until others are given back", () => {
  const budget = new BodyBudget(800);
  const shares = Array.from({ length: 8 }, (_, index) => budget.take(`environment ${index}`, 100));
  expect(() => budget.take("one more", 1)).toThrow(GateError);
  shares[0]?.giveBack();
  budget.take("one more", 100);
  expect(() => budget.take("another", 1)).toThrow(GateError);
});

test("one environment takes an eighth of it at most, and the others' calls go on", () => {
  const budget = new BodyBudget(800);
  const share = budget.take("greedy", 60);
  expect(() => budget.take("greedy", 41)).toThrow(GateError);
  budget.take("other", 100);
  share.giveBack();
  budget.take("greedy", 100);
});

test("one environment has 512 calls in hand at most, with bodies or without", () => {
  const budget = new BodyBudget(800);
  const shares = Array.from({ length: 512 }, () => budget.take("greedy", 0));
  expect(() => budget.take("greedy", 0)).toThrow(GateError);
  budget.take("other", 0);
  shares[0]?.giveBack();
  budget.take("greedy", 0);
});

test("an answer counts as long as it is held, and is never refused", () => {
  const budget = new BodyBudget(800);
  const share = budget.take("greedy", 10);
  share.resize(500);
  expect(() => budget.take("greedy", 1)).toThrow(GateError);
  expect(() => budget.take("other", 100)).not.toThrow();
  share.giveBack();
  expect(() => budget.take("greedy", 100)).not.toThrow();
});

test("a body that grows is refused when there is no more, and what it had stays counted", () => {
  const budget = new BodyBudget(800);
  const share = budget.take("greedy", 10);
  share.grow(90);
  expect(() => share.grow(101)).toThrow(GateError);
  expect(() => budget.take("greedy", 11)).toThrow(GateError);
  budget.take("greedy", 10);
});

test("an environment whose answers are over its share takes nothing of the others'", () => {
  const budget = new BodyBudget(800);
  const share = budget.take("greedy", 0);
  share.resize(10_000);
  for (let n = 0; n < 7; n += 1) budget.take(`other ${n}`, 100);
  expect(() => budget.take("one more", 1)).toThrow(GateError);
  share.resize(50);
  budget.take("one more", 50);
});
