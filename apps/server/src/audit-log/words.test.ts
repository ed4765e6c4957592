import { expect, test } from "vitest";
import { AUDIT_ACTIONS } from "../audit/actions.ts";
import { FIELD_LABELS, WORDS } from "./words.ts";

test("every field that the trail may hold has a name for people", () => {
  const fields = new Set<string>(Object.values(AUDIT_ACTIONS).flat());
  expect(Object.keys(FIELD_LABELS).sort()).toEqual([...fields].sort());
});

test("no sentence falls apart over an entry without its fields", () => {
  for (const [action, { did }] of Object.entries(WORDS)) {
    const said = did({ action, subject: "x", before: null, after: null });
    expect(said, action).toMatch(/^[a-z]/);
    expect(said, action).not.toMatch(/[.\s]$/);
  }
});
