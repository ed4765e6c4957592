import { expect, test } from "vitest";
import { type ClientProject, groupByClient } from "./group-by-client.ts";

const projectOf = (name: string, client: string, verification = "unverified"): ClientProject => ({
  id: name,
  name,
  role: "admin",
  client: { name: client, verification },
  production: null,
  suspended: false,
  keys: { expiring: 0, expired: 0, nextExpiry: null },
});

test("projects of one company are together, whatever letters its name was typed in", () => {
  const groups = groupByClient([
    projectOf("a", "Acorn Bank"),
    projectOf("b", "ACORN bank"),
    projectOf("c", "Zebra"),
  ]);
  expect(groups.map(({ name, projects }) => [name, projects.map(({ id }) => id)])).toEqual([
    ["Acorn Bank", ["a", "b"]],
    ["Zebra", ["c"]],
  ]);
});

test("a verification is told of a company where all of its projects have the same", () => {
  expect(
    groupByClient([projectOf("a", "X", "verified"), projectOf("b", "X", "verified")])[0]?.verification,
  ).toBe("verified");
  expect(groupByClient([projectOf("a", "X", "verified"), projectOf("b", "X")])[0]?.verification).toBeNull();
});
