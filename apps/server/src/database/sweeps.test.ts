import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { startSweeps } from "./sweeps.ts";

test("a sweep comes at once and again, one at a time, goes on after a failure, and stops after the one under way", async () => {
  const lines: string[] = [];
  let running = 0;
  let most = 0;
  let begun = 0;
  let ended = 0;
  const sweeps = startSweeps({
    everyMs: 5,
    failed: "could not sweep",
    log: pino({}, { write: (line: string) => lines.push(line) }),
    work: async () => {
      begun += 1;
      running += 1;
      most = Math.max(most, running);
      await sleep(12);
      running -= 1;
      ended += 1;
      if (begun === 1) throw new Error("away");
    },
  });
  await expect.poll(() => begun).toBeGreaterThan(3);
  await sweeps.stop();
  expect([most, begun - ended]).toEqual([1, 0]);
  expect(lines.filter((line) => line.includes("could not sweep"))).toHaveLength(1);
  const after = begun;
  await sleep(40);
  expect(begun).toBe(after);
});

test("what falls due while a sweep runs is left out, so that stopping waits for that one alone", async () => {
  let begun = 0;
  let finish = () => {};
  const sweeps = startSweeps({
    everyMs: 1,
    failed: "",
    log: pino({ level: "silent" }),
    work: () => {
      begun += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  });
  await sleep(30);
  const stopped = sweeps.stop();
  finish();
  await stopped;
  expect(begun).toBe(1);
});

test("first rounds wait for each other, and one that is stopped before its turn never begins", async () => {
  const begun: string[] = [];
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const start = (name: string, until: Promise<void> | null) =>
    startSweeps({
      everyMs: 60_000,
      failed: "",
      log: pino({ level: "silent" }),
      work: async () => {
        begun.push(name);
        await until;
      },
    });
  const sweeps = [start("first", held), start("second", null), start("third", null)];
  await sleep(20);
  expect(begun).toEqual(["first"]);
  await sweeps[1]?.stop();
  finish();
  await expect.poll(() => begun).toEqual(["first", "third"]);
  await Promise.all(sweeps.map((sweep) => sweep.stop()));
});
