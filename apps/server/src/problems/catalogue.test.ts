import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { CATALOGUE } from "./catalogue.ts";

const page = new URL("../../../../docs/problems.md", import.meta.url);

test("every problem has its section in the documentation, and the documentation names no dead one", async () => {
  const text = await readFile(page, "utf8");
  const documented = [...text.matchAll(/^### `([a-z-]+)` · (\d{3})$/gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  expect(documented.sort()).toEqual(
    Object.entries(CATALOGUE)
      .map(([code, entry]) => `${code} ${entry.status}`)
      .sort(),
  );
});
