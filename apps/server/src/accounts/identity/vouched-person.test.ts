import { expect, test } from "vitest";
import { readVouchedPerson } from "./vouched-person.ts";

const NAMES = { id: "company_id", name: "company_name", address: "company_address", country: null };
const ADA = { email: "Ada@Example.test", email_verified: true, name: "Ada Byron", company_name: "ACME Bank" };

test("a person is who the service says, with the address in small letters", () => {
  expect(readVouchedPerson(ADA, NAMES)).toEqual({
    email: "ada@example.test",
    name: "Ada Byron",
    company: "ACME Bank",
  });
  expect(readVouchedPerson(ADA, null)?.company).toBe(null);
});

test.each([false, "true", 1, undefined, null])(
  "an address of which the service says %s when asked whether it is verified isn't taken",
  (said) => {
    expect(readVouchedPerson({ ...ADA, email_verified: said }, NAMES)).toBe(null);
  },
);

test.each([undefined, 5, "no address", "ada@example.test, eve@example.test", "ádá@example.test"])(
  "what is no address isn't taken: %s",
  (email) => {
    expect(readVouchedPerson({ ...ADA, email }, NAMES)).toBe(null);
  },
);

test("who is told no name of is called by what there is", () => {
  const called = (claims: object) => readVouchedPerson({ ...ADA, ...claims }, NAMES)?.name;
  expect(called({ name: undefined, given_name: "Ada", family_name: "Byron" })).toBe("Ada Byron");
  expect(called({ name: "" })).toBe("ada");
  expect(called({ name: { evil: true } })).toBe("ada");
});
