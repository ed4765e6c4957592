import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { Counter, type UsageBatch } from "./count.ts";

const batches: UsageBatch[] = [];
const counter = new Counter((batch) => batches.push(batch));
const [credentialId, environmentId] = [randomUUID(), randomUUID()];
const call = (operation: string, statusClass: number) =>
  counter.call({ credentialId, environmentId, operation, statusClass, encrypted: false }, 1);
afterEach(() => {
  counter.handOver();
  batches.length = 0;
});

test("calls of a kind are one line", () => {
  for (const status of [2, 2, 4]) call("GET /customers", status);
  call("other", 4);
  counter.handOver();
  expect(
    batches[0]?.calls.map(({ operation, statusClass, count }) => [operation, statusClass, count]),
  ).toEqual([
    ["GET /customers", 2, 2],
    ["GET /customers", 4, 1],
    ["other", 4, 1],
  ]);
});

test("the kinds of call in a second are bounded", () => {
  for (let n = 0; n < 12_000; n += 1) call(`GET /many-${n}`, 2);
  counter.handOver();
  expect(batches[0]?.calls).toHaveLength(10_001);
  expect(batches[0]?.calls.find(({ operation }) => operation === "other")?.count).toBe(2_000);
});

test("nothing is handed over when nothing was counted", () => {
  counter.handOver();
  expect(batches).toEqual([]);
});
