import { expect, test } from "vitest";
import { nameField } from "./rules.ts";

const name = nameField("The company's name");

test.each([
  ["ACME Bank", "ACME Bank"],
  ["  Müller & Söhne (Köln) ", "Müller & Söhne (Köln)"],
  ["Nguye\u0302\u0303n", "Nguy\u1ec5n"],
  ["株式会社", "株式会社"],
  ["x".repeat(100), "x".repeat(100)],
])("takes %j", (typed, kept) => {
  expect(name.parse(typed)).toBe(kept);
});

test.each([
  ["nothing", "", "The company's name is missing."],
  ["only spaces", "   ", "The company's name is missing."],
  ["300 letters", "x".repeat(300), "The company's name may have 100 letters at most."],
  ["a megabyte", "x".repeat(1_000_000), "The company's name may have 100 letters at most."],
  ["markup", "<b>ACME</b>", "The company's name can't hold < or >."],
  ["a null byte", "AC\0ME", "The company's name holds a character that can't be seen."],
  ["a line break", "ACME\r\nBcc: x", "The company's name holds a character that can't be seen."],
  ["a turn of direction", "ACME\u202egnp", "The company's name holds a character that can't be seen."],
  ["half a letter", "ACME\ud800", "The company's name holds a character that can't be seen."],
])("refuses %s, and says what is wrong", (_what, typed, sentence) => {
  expect(name.safeParse(typed).error?.issues[0]?.message).toBe(sentence);
});

test("refuses what is no text", () => {
  expect(name.safeParse(undefined).error?.issues[0]?.message).toBe("The company's name is missing.");
  expect(name.safeParse(["ACME"]).success).toBe(false);
});
