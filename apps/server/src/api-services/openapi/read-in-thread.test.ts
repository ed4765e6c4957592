import { expect, test } from "vitest";
import { LONGEST_DOCUMENT, readInThread } from "./read-in-thread.ts";

const DOCUMENT = `openapi: 3.0.0\ninfo: {title: T, version: v1}\npaths: {/a: {get: {}}}\n`;

test("a document is read in a thread of its own, and what is wrong with it comes back as words", async () => {
  expect((await readInThread(DOCUMENT)).operations).toMatchObject([{ method: "GET", path: "/a" }]);
  await expect(readInThread("openapi: 2.0.0")).rejects.toThrow("no OpenAPI 3");
});

test("a document that takes too long is given up, and everybody else goes on meanwhile", async () => {
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 10);
  const long = `${DOCUMENT}x:\n${"  - {a: [1, 2, 3]}\n".repeat(150_000)}`;
  await expect(readInThread(long, { deadlineMs: 300 })).rejects.toThrow("takes too long");
  clearInterval(counting);
  expect(turns).toBeGreaterThan(0);
});

test("a document that takes too much memory is given up", async () => {
  const much = `${DOCUMENT}x: [${"[],".repeat(1_000_000)}]`;
  await expect(readInThread(much, { memoryMb: 64 })).rejects.toThrow("too much memory");
});

test("a document nested deeper than the stack is refused, and one that is too large is not read", async () => {
  await expect(readInThread(`${DOCUMENT}x: ${"[".repeat(100_000)}1${"]".repeat(100_000)}`)).rejects.toThrow(
    "nested too deeply",
  );
  await expect(readInThread(" ".repeat(LONGEST_DOCUMENT + 1))).rejects.toThrow("larger than 4 MB");
});
