import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { GATE_ERRORS, GateError } from "./gate-errors.ts";

const page = new URL("../../../../docs/gate-errors.md", import.meta.url);

test("every error of the gate has its section in the documentation, and the documentation names no dead one", async () => {
  const text = await readFile(page, "utf8");
  const documented = [...text.matchAll(/^### `([a-z-]+)` · `([A-Z_\d]+)` · (\d{3})$/gm)].map((found) =>
    found.slice(1).join(" "),
  );
  expect(documented.sort()).toEqual(
    Object.entries(GATE_ERRORS)
      .map(([name, entry]) => `${name} ${entry.code} ${entry.status}`)
      .sort(),
  );
});

test("the message told to a partner is the published one, with the cause in brackets", () => {
  expect(new GateError("missing-parameter", "partnerId").body).toEqual({
    code: 10005,
    message: "Missing parameter (partnerId)",
  });
  expect(new GateError("invalid-credentials").body).toEqual({ code: 10001, message: "Invalid credentials" });
});
