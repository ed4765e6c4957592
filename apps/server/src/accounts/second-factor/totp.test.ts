import { expect, test } from "vitest";
import { base32, codeOf, enrolmentUri, stepOf } from "./totp.ts";

const SECRET = Buffer.from("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1_000);

// RFC 6238, appendix B, the last six of its eight digits.
test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %d s the code is the one of the RFC", (seconds, code) => {
  expect(codeOf(SECRET, Math.floor(seconds / 30))).toBe(code);
  expect(stepOf(code, SECRET, at(seconds), -1)).toBe(Math.floor(seconds / 30));
});

test("a code works one step early and one late, not two", () => {
  expect(stepOf("287082", SECRET, at(59 + 30), -1)).toBe(1);
  expect(stepOf("287082", SECRET, at(59 - 30), -1)).toBe(1);
  expect(stepOf("287082", SECRET, at(59 + 60), -1)).toBeNull();
  expect(stepOf("287082", SECRET, at(0), -1)).toBe(1);
});

test("a code that was used, or is older than one that was, works no more", () => {
  expect(stepOf("287082", SECRET, at(59), 0)).toBe(1);
  expect(stepOf("287082", SECRET, at(59), 1)).toBeNull();
  expect(stepOf("287082", SECRET, at(59), 2)).toBeNull();
});

// RFC 4648, section 10, without the padding.
test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%j in base32 is %j", (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

test("the link for apps names provider and account, with spaces and signs escaped", () => {
  expect(enrolmentUri(SECRET, "Open & Finance", "ada+1@example.com")).toBe(
    "otpauth://totp/Open%20%26%20Finance:ada%2B1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Open%20%26%20Finance",
  );
});
