import { expect, test } from "vitest";
import { comparablePath, operationTree } from "./operation-tree.ts";

const find = operationTree([
  { method: "GET", path: "/customers", product: null },
  { method: "GET", path: "/customers/{id}", product: "people" },
  { method: "GET", path: "/customers/search", product: "search" },
  { method: "POST", path: "/customers/{id}/reports", product: "reports" },
  { method: "GET", path: "/customers/search/help/", product: null },
  { method: "GET", path: "/__proto__/{x}", product: "odd" },
]);

test.each([
  ["GET", "/customers", null],
  ["GET", "/customers/", null],
  ["GET", "/customers/5", "people"],
  ["GET", "/customers/search", "search"],
  ["POST", "/customers/search/reports", "reports"],
  ["GET", "/customers/search/help", null],
  ["DELETE", "/customers/5", undefined],
  ["POST", "/customers", undefined],
  ["GET", "/customers/5/reports", undefined],
  ["GET", "/customers/5/reports/6", undefined],
  ["GET", "/Customers", null],
  ["GET", "/", undefined],
  ["GET", "/constructor", undefined],
  ["GET", "/__proto__/1", "odd"],
])("%s %s belongs to %s", (method, path, product) => {
  expect(find(method, path)?.product).toBe(product);
});

test.each([
  "/customers/%73earch",

  "/customers/search;a=1",
  "/customers/search%3Ba=1",
  "/customers;x/se%61rch/",
  "/customers/SEARCH",
  "/Customers/%53earch",
])("%s is the call that an upstream may read it as", (path) => {
  expect(find("GET", path)?.product).toBe("search");
});

test("letters outside ASCII stay encoded", () => {
  expect(comparablePath("/a/%C3%A9")).toBe("/a/%c3%a9");
});

test("a look-up among many operations with the same beginnings ends", () => {
  const deep = operationTree(
    Array.from({ length: 2_000 }, (_, number) => ({
      method: "GET",
      path: `/${Array.from({ length: 20 }, (_, at) => ((number >> (at % 11)) & 1 ? "a" : `{p${at}}`)).join("/")}/z`,
      product: "deep",
    })),
  );
  expect(deep("GET", `/${"a/".repeat(20)}y`)).toBeNull();
});

test("an operation is named by its method and its path, with the parameters' names left out", () => {
  expect(find("GET", "/CUSTOMERS/5")?.name).toBe("GET /customers/{}");
  expect(find("POST", "/customers/search/reports/")?.name).toBe("POST /customers/{}/reports");
});

test("a name is never longer than a report takes", () => {
  const path = `/${Array.from({ length: 20 }, (_, at) => `long-segment-${at}`).join("/")}`;
  expect(operationTree([{ method: "GET", path, product: null }])("GET", path)?.name).toHaveLength(200);
});
