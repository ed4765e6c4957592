import { expect, test } from "vitest";
import { DEVICE_AT_MOST, deviceOf } from "./device.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`, "Chrome on Linux"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/143.0 Safari/537.36 Edg/143.0`,
    "Edge on Windows",
  ],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0", "Firefox on Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
  ],
  [
    `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Chrome/143.0 Mobile Safari/537.36`,
    "Chrome on Android",
  ],
  ["curl/8.14.1", "curl"],
  ["node", "node"],
  ["", "A device that says nothing of itself"],
  [undefined, "A device that says nothing of itself"],
  ["<script>alert(1)</script>", "A device that says nothing of itself"],
])("%j is called %j", (userAgent, words) => {
  expect(deviceOf(userAgent)).toBe(words);
});

test("a header of any length makes a few words", () => {
  for (const letter of ["a", " ", "Version/1 ", "Mozilla/"]) {
    expect(deviceOf(letter.repeat(16_000)).length).toBeLessThanOrEqual(DEVICE_AT_MOST);
  }
});
