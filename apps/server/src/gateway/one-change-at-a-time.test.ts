import { expect, test } from "vitest";
import type { SecretChange, SecretChangeResult } from "./desk.ts";
import { oneChangeAtATime } from "./one-change-at-a-time.ts";

const change = (credentialId: string): SecretChange => ({
  credentialId,
  newSecret: "a-New+Secret_1",
  immediate: true,
  ifVerifier: "v",
});

test("of many changes of one credential at once the desk hears of one, and of the next when that is over", async () => {
  const asked: string[] = [];
  let finish: (result: SecretChangeResult) => void = () => undefined;
  const desk = oneChangeAtATime({
    changePartnerSecret: ({ credentialId }) => {
      asked.push(credentialId);
      return new Promise((resolve) => {
        finish = resolve;
      });
    },
  });
  const first = desk.changePartnerSecret(change("a"));
  const others = await Promise.all([1, 2, 3].map(() => desk.changePartnerSecret(change("a"))));
  expect(others).toEqual(Array.from({ length: 3 }, () => ({ ok: false, reason: "changed-meanwhile" })));
  finish({ ok: true, number: 1 });
  expect(await first).toEqual({ ok: true, number: 1 });
  void desk.changePartnerSecret(change("b"));
  void desk.changePartnerSecret(change("a"));
  expect(asked).toEqual(["a", "b", "a"]);
});

test("a change that fails doesn't block the next", async () => {
  let calls = 0;
  const desk = oneChangeAtATime({
    changePartnerSecret: async () => {
      calls += 1;
      throw new Error("away");
    },
  });
  for (let n = 0; n < 2; n += 1) await expect(desk.changePartnerSecret(change("a"))).rejects.toThrow("away");
  expect(calls).toBe(2);
});
