import { expect, test } from "vitest";
import { ApiProblem } from "../../api/call.ts";
import { fieldsOf, freeId, NEW_SERVICE, wrongOf } from "./service.ts";

test("what is sent of a service is what an operator can say of it, and no more", () => {
  const read = { ...NEW_SERVICE, name: "Weather", id: "weather", version: 3, document: null };
  expect(fieldsOf(read)).toEqual({ ...NEW_SERVICE, name: "Weather" });
});

test("what is wrong with a part of a list stands at the list", () => {
  const error = new ApiProblem(400, "invalid-request", "x", [
    { pointer: "/service/products/2/name", detail: "The product's name is missing." },
  ]);
  expect(wrongOf(error, "products")).toBe("The product's name is missing.");
  expect(wrongOf(error, "product")).toBeNull();
  expect(wrongOf(new Error("x"), "products")).toBeNull();
});

test("a new id is one that nothing has", () => {
  expect(freeId("q", [{ id: "q1" }, { id: "q3" }])).toBe("q2");
});
