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

test("a path that never succeeded has no name of its own, so whoever makes paths up makes no names", () => {
  call("GET /made/up", 4);
  call("GET /made/up/too", 4);
  call("GET /customers", 2);
  call("GET /customers", 4);
  counter.handOver();
  expect(
    batches[0]?.calls.map(({ operation, statusClass, count }) => [operation, statusClass, count]),
  ).toEqual([
    ["other", 4, 2],
    ["GET /customers", 2, 1],
    ["GET /customers", 4, 1],
  ]);
});

test("the names of operations are bounded in number and length", () => {
  call(`GET /${"long/".repeat(50)}`, 2);
  for (let n = 0; n < 1_500; n += 1) call(`GET /many-${n}`, 2);
  counter.handOver();
  const names = batches[0]?.calls.map(({ operation }) => operation) ?? [];
  expect(names.length).toBeLessThanOrEqual(1_001);
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(200);
});

test("nothing is handed over when nothing was counted", () => {
  counter.handOver();
  expect(batches).toEqual([]);
});
