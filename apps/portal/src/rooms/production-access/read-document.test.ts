import { expect, test } from "vitest";
import { readDocument } from "./read-document.ts";

test("a file goes out in base64, under a name that the desk takes", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  const { name, content } = await readDocument(new File([bytes], "Auszug <2026>/Köln.pdf"));
  expect(name).toBe("Auszug _2026__Köln.pdf");
  expect(Uint8Array.from(Buffer.from(content, "base64"))).toEqual(bytes);
});

test("a file that is too large isn't read", async () => {
  const file = new File([new Uint8Array(2 * 1024 * 1024 + 1)], "x.pdf");
  await expect(readDocument(file)).rejects.toThrow("at most 2 MB");
});
