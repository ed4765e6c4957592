import { expect, test } from "vitest";
import { DocumentError } from "./operation.ts";
import { readOpenApi } from "./read-openapi.ts";

const HEAD = "openapi: 3.0.3\ninfo:\n  title: Weather\n  version: 1.2\n";
const OK = "get: {tags: [Days]}";

function refusal(text: string): string {
  try {
    readOpenApi(text);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  return "taken";
}

test("operations are read from YAML with their summaries, and belong to what they say, then to their first tag", () => {
  const read = readOpenApi(`${HEAD}paths:
  /days:
    parameters: []
    get:
      summary: >
        Days of
        a month
      tags: [Past Days, Others]
    post: {tags: [Past Days], x-gatehouse-product: Writing}
    head: {}
    trace: {}
  /days/{day}/hours/:
    delete: {}
  x-internal: {get: {}}
`);
  expect([read.title, read.version]).toEqual(["Weather", "1.2"]);
  expect(read.operations).toEqual([
    {
      method: "GET",
      path: "/days",
      summary: "Days of a month",
      product: { id: "past-days", name: "Past Days" },
    },
    { method: "POST", path: "/days", summary: null, product: { id: "writing", name: "Writing" } },
    { method: "DELETE", path: "/days/{day}/hours/", summary: null, product: { id: "other", name: "Other" } },
  ]);
  expect(read.ignored).toHaveLength(2);
});

test("JSON is read as well", () => {
  const json = { openapi: "3.1.0", info: { title: "W", version: "1" }, paths: { "/a": { put: {} } } };
  expect(readOpenApi(JSON.stringify(json)).operations).toMatchObject([{ method: "PUT", path: "/a" }]);
});

test.each([
  ["nothing", "", "not an object"],
  ["no YAML", "a: [", "line 1"],
  ["Swagger 2", "swagger: '2.0'\npaths: {}", "convert"],
  ["something else", "openapi: 4.0.0\n", "no OpenAPI 3"],
  ["no paths", HEAD, "no paths"],
  ["no operation", `${HEAD}paths: {/a: {}}`, "no operation"],
  ["a path twice", `${HEAD}paths:\n  /a: {${OK}}\n  /a: {${OK}}`, "“/a” stands twice"],
  [
    "a path twice in JSON",
    `{"openapi":"3.0.0","info":{},"paths":{"/a":{"get":{}},"/a":{"get":{}}}}`,
    "twice",
  ],
  ["a method twice", `${HEAD}paths:\n  /a: {get: {}, get: {}}`, "“get” stands twice"],
  [
    "paths that differ in a parameter's name",
    `${HEAD}paths:\n  /a/{x}: {${OK}}\n  /a/{y}/: {${OK}}`,
    "same but for",
  ],
  ["paths that differ in capitals", `${HEAD}paths:\n  /a: {${OK}}\n  /A: {${OK}}`, "same but for"],
  ["a parameter that turns the line", `${HEAD}paths:\n  "/{a\\u202eb}": {${OK}}`, "not a whole segment"],
  ["a parameter with a null byte", `${HEAD}paths:\n  "/{a\\0b}": {${OK}}`, "not a whole segment"],
  ["a parameter within a segment", `${HEAD}paths:\n  "/a.{x}": {${OK}}`, "not a whole segment"],
  ["a path with dots", `${HEAD}paths:\n  /a/../b: {${OK}}`, "letters that a path can't have"],
  ["an empty segment", `${HEAD}paths:\n  /a//b: {${OK}}`, "empty segment"],
  ["a path without its slash", `${HEAD}paths:\n  a: {${OK}}`, "begin with /"],
  ["a query in a path", `${HEAD}paths:\n  "/a?b": {${OK}}`, "letters that a path can't have"],
  ["a path kept elsewhere", `${HEAD}paths:\n  /a: {$ref: "http://169.254.169.254/"}`, "kept elsewhere"],
  ["a deep nest", `${HEAD}x: ${"[".repeat(300_000)}`, "nested too deeply"],
  ["aliases that grow", `${HEAD}a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\npaths: {/a: {${OK}}}`, "aliases"],
  ["a list as a name", `${HEAD}? [a]\n: b\npaths: {/a: {${OK}}}`, "list or an object"],
])("refused: %s", (_what, text, says) => {
  expect(refusal(text)).toContain(says);
});

test("names that objects have of themselves are names like others", () => {
  const { operations } = readOpenApi(
    `${HEAD}__proto__: {polluted: yes}\npaths:\n  /__proto__: {get: {tags: [__proto__]}}\n  /constructor: {${OK}, __proto__: {}}`,
  );
  expect(operations.map(({ path }) => path)).toEqual(["/__proto__", "/constructor"]);
  expect(operations[0]?.product).toEqual({ id: "proto", name: "__proto__" });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("2,000 operations are taken and one more is not", () => {
  const many = (count: number) =>
    `${HEAD}paths:\n${Array.from({ length: count }, (_, index) => `  /a${index}: {get: {}}`).join("\n")}`;
  expect(readOpenApi(many(2_000)).operations).toHaveLength(2_000);
  expect(refusal(many(2_001))).toContain("2,000 operations");
});

test("60,000 names are compared before the time of a test is over", () => {
  const text = `${HEAD}paths: {/a: {${OK}}}\nx-many:\n${Array.from({ length: 60_000 }, (_, index) => `  k${index}: 1`).join("\n")}`;
  expect(readOpenApi(text).operations).toHaveLength(1);
});
