import { expect, test } from "vitest";
import { findJweInBody } from "./find-in-body.ts";
import { refusalOf } from "./testing/refusal-of.ts";
import { wrapJweInBody } from "./wrap-in-body.ts";

const jwe = "aaa.bbb-_.ccc+/==.ddd.eee";
const find = (body: string, path = "encryptedData") => findJweInBody(Buffer.from(body), path);

test.each(["encryptedData", "encrypted_payload.data", "a.b.c"])(
  "what is wrapped in %s is found there",
  (path) => {
    expect(find(wrapJweInBody(jwe, path), path)).toBe(jwe);
  },
);

test.each([
  ` {\n"encryptedData"\t:\r\n "${jwe}" } `,
  `{"other":1,"encryptedData":"${jwe}"}`,
  `{"encryptedData":"${jwe}","other":{"encryptedData":"x"}}`,
  `{"encrypted\\u0044ata":"${jwe}"}`,
  `{"encryptedData":"${jwe.replace("/", "\\/")}"}`,
])("it is found in %j", (body) => {
  expect(find(body)).toBe(jwe);
});

test.each(["{}", "[]", "null", "7", '"encryptedData"', '{"other":1}', '{"data":{"encryptedData":"x"}}'])(
  "%s is not encrypted",
  (body) => {
    expect(find(body)).toBeNull();
  },
);

test("names that every object inherits are no fields", () => {
  expect(find("{}", "constructor")).toBeNull();
  expect(find("{}", "__proto__.toString")).toBeNull();
});

test.each([
  "",
  "{",
  `{"encryptedData":"${jwe}"`,
  `{"encryptedData":"${jwe}"}}`,
  `{"encryptedData":"${jwe}"}{}`,
  `{'encryptedData':"x"}`,
])("%j is no JSON", (body) => {
  expect(refusalOf(() => find(body)).code).toBe("not-json");
});

test("a field that holds something else than text is no JWE", () => {
  for (const value of ["1", "null", "{}", "[]", "true"]) {
    expect(refusalOf(() => find(`{"encryptedData":${value}}`)).code).toBe("not-a-jwe");
  }
});

test("where a field comes twice the last counts, as in JSON.parse", () => {
  expect(find(`{"encryptedData":"first","encryptedData":"${jwe}"}`)).toBe(jwe);
});
