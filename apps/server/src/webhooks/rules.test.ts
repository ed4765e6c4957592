import { expect, test } from "vitest";
import { nextTry } from "./rules.ts";
import { signedHeaders } from "./sign.ts";

test("a message is tried for a day, ever less often, and a last time at its end", () => {
  const began = new Date("2027-01-01T00:00:00Z");
  const goodUntil = new Date("2027-01-02T00:00:00Z");
  const tries: Date[] = [];
  for (let at: Date | null = began, attempts = 1; at !== null; attempts += 1) {
    tries.push(at);
    at = nextTry(attempts, goodUntil, at);
  }
  const pauses = tries.slice(1).map((at, index) => (at.getTime() - (tries[index]?.getTime() ?? 0)) / 1_000);
  expect(pauses.slice(0, 5)).toEqual([5, 15, 45, 135, 405]);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(4 * 3_600);
  expect(tries.at(-1)).toEqual(goodUntil);
  expect(tries.length).toBeLessThan(20);
});

test("a message is signed as the specification's example is", () => {
  const secret = Buffer.from("plJ3nmyCDGBKInavdOK15jsl", "base64");
  const message = { id: "msg_loFOjxBNrRLzqYUf", body: `{"event_type":"ping","data":{"success":true}}` };
  expect(signedHeaders(message, [secret], new Date(1_731_705_121_900))).toEqual({
    "webhook-id": "msg_loFOjxBNrRLzqYUf",
    "webhook-timestamp": "1731705121",
    "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
  });
});
