import { expect, test } from "vitest";
import { checkTarget } from "./check-target.ts";

test.each([
  "/aggregation/v3/customers/1/accounts?_method=DELETE",
  "/a?x=1&_METHOD=put",
  "/a?%5Fmethod=DELETE",
  "/a?_method",
  "/a?X-HTTP-Method-Override=DELETE",
  "/a?x-http-method=DELETE",
  "/a?x-method-override=DELETE",
])("%s names another method than the gate has looked at, and is refused", (url) => {
  expect(() => checkTarget(url)).toThrow("the query names another method");
});

test.each(["/a?method=x", "/a?payment_method=card", "/a?x=_method", "/a?", "/a"])(
  "%s is taken as it is",
  (url) => {
    const { path, query } = checkTarget(url);
    expect(path + query).toBe(url);
  },
);
