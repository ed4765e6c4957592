import * as fc from "fast-check";
import { expect, test } from "vitest";
import { escapeText, writeLines } from "./content-lines.ts";

/** RFC 5545 §3.1: a line break followed by one space or tab is no line break. */
const unfold = (text: string) => text.replace(/\r\n[ \t]/g, "");
const readText = (text: string) =>
  text.replace(/\\([\\;,nN])/g, (_, sign) => (sign.toLowerCase() === "n" ? "\n" : sign));

test("what has a meaning in iCalendar is escaped, and line breaks of any kind are one", () => {
  expect(escapeText("a\\b; c, d\ne\r\nf\rg")).toBe("a\\\\b\\; c\\, d\\ne\\nf\\ng");
  expect(escapeText("x\u0000y\u0007z\t")).toBe("xyz");
});

test("lines are 75 octets at most, never cut within a character, and read back as they were", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      // Half of a surrogate pair is no character, and can't be written in UTF-8.
      const written = text.toWellFormed();
      const lines = writeLines([{ name: "SUMMARY", value: escapeText(written) }]);
      expect(lines.endsWith("\r\n")).toBe(true);
      for (const line of lines.slice(0, -2).split("\r\n")) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(Buffer.from(line).toString("utf8")).toBe(line);
      }
      const expected = written.replace(/\r\n?/g, "\n").replace(/(?!\n)\p{Cc}/gu, "");
      expect(readText(unfold(lines).slice("SUMMARY:".length, -2))).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test("a line of just 75 octets stays whole, one more is folded", () => {
  const value = "x".repeat(75 - "SUMMARY:".length);
  expect(writeLines([{ name: "SUMMARY", value }])).toBe(`SUMMARY:${value}\r\n`);
  expect(writeLines([{ name: "SUMMARY", value: `${value}é` }])).toBe(`SUMMARY:${value}\r\n é\r\n`);
});
