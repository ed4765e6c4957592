import { expect, test } from "vitest";
import { decodePem } from "./decode.ts";
import { encodePem } from "./encode.ts";
import { tidyPem } from "./tidy.ts";

const LABEL = "CERTIFICATE REQUEST";
const der = Uint8Array.from([0x30, 0x82, 0x02, 0x00, ...Array.from({ length: 512 }, (_, n) => n % 251)]);
const pem = encodePem(LABEL, der);
const read = (text: string) => decodePem(tidyPem(text, LABEL), [LABEL]);

test.each([
  ["as it was made", pem],
  ["quoted in a mail", pem.replaceAll(/^/gm, "> ")],
  ["quoted twice, in the midst of an answer", `Hi,\n\n${pem.replaceAll(/^/gm, ">> ")}\nRegards\n`],
  ["from a JSON or shell text, with its line ends as letters", pem.replaceAll("\n", "\\n")],
  ["the same with those of Windows", pem.replaceAll("\n", "\\r\\n")],
  ["with marks that can't be seen", `\ufeff${pem.replaceAll("\n", "\u200b\n")}`],
  ["with dashes that an editor has made one", pem.replaceAll("-----", "–")],
  ["with dashes that an editor has made three", pem.replaceAll("-----", "———")],
  ["indented with tabs, ends of Windows", pem.replaceAll("\n", "\r\n\t")],
  ["without its first and last line", pem.split("\n").slice(1, -2).join("\n")],
  ["without them, in one line", pem.split("\n").slice(1, -2).join("")],
])("a PEM block %s is read as what it was", (_what, text) => {
  expect(read(text)).toEqual(der);
});

/** Every line of it is of plus signs, but a few letters; whole groups of three octets, so it has no padding. */
const plusses = Uint8Array.from([
  0x30,
  0x82,
  0x02,
  0x00,
  0,
  0,
  ...Array.from({ length: 170 }, () => [0xfb, 0xef, 0xbe]).flat(),
]);
const lines = encodePem(LABEL, plusses).trim().split("\n");

test.each([
  ["as a program's source has it", lines.map((line) => `  "${line}\\n" +`).join("\n")],
  ["the same in one line", lines.map((line) => `"${line}\\n"`).join(" + ")],
  ["the same with apostrophes, tight", lines.map((line) => `'${line}\\n'`).join("+")],
  ["as a list of lines", `[\n${lines.map((line) => `  "${line}",`).join("\n")}\n]`],
  ["quoted-printable", lines.map((line) => line.replace(/^(.{60})/, "$1=\r\n")).join("\r\n")],
])("a PEM block whose lines begin with a plus sign, %s, is read as what it was", (_what, text) => {
  expect(read(text)).toEqual(plusses);
});

test.each([
  ["nothing", ""],
  ["a sentence", "Please find the request attached."],
  ["something else in base64", "SGVsbG8gd29ybGQ="],
  ["half of it", pem.slice(0, 300)],
  ["two blocks", pem + pem],
  ["a block with a letter that is not base64", pem.replace("A", "*")],
])("%s stays refused", (_what, text) => {
  expect(() => read(text)).toThrow();
});

test("a long text is refused before the time of a test is over: something quadratic would take minutes", () => {
  for (const part of ["-----BEGIN ", "> ", "–", "\\n", "A", "BEGIN A"]) {
    expect(() => read(part.repeat(200_000))).toThrow();
    expect(() => read(part.repeat(Math.floor(64_000 / part.length)))).toThrow();
  }
});
