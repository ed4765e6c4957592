import { expect, test } from "vitest";
import { readVouchedCompany, type VouchedCompany, whyNotThisCompany } from "./vouched-company.ts";

const NAMES = { id: "company_id", name: "company_name", address: "company_address", country: null };
const CLAIMS = {
  company_id: "1234567",
  company_name: "Client Corp",
  company_address: {
    street_address: "1 Main Street\nFloor 2",
    locality: "Springfield",
    region: "IL",
    postal_code: "12345",
    country: "US",
  },
};
const VOUCHED: VouchedCompany = {
  legalName: "Client Corp",
  companyNumber: "1234567",
  address: {
    line1: "1 Main Street",
    line2: "Floor 2",
    city: "Springfield",
    region: "IL",
    postalCode: "12345",
    country: "US",
  },
};

test("claims make a company, with the country from the address or from a claim of its own", () => {
  expect(readVouchedCompany(CLAIMS, NAMES)).toEqual(VOUCHED);
  const elsewhere = { ...CLAIMS, nation: "GB" };
  expect(readVouchedCompany(elsewhere, { ...NAMES, country: "nation" })).toMatchObject({
    address: { country: "GB" },
  });
});

test.each([
  ["no company at all", {}, /vouches for no company/],
  ["a company ID that is none", { ...CLAIMS, company_id: "12 or 1=1" }, /company_id/],
  ["a company ID that is a number", { ...CLAIMS, company_id: 1234567 }, /company_id/],
  ["no address", { ...CLAIMS, company_address: "Springfield" }, /address/],
  [
    "a country that is none",
    { ...CLAIMS, company_address: { ...CLAIMS.company_address, country: "Freedonia" } },
    /country/,
  ],
  ["markup in the name", { ...CLAIMS, company_name: "<b>Client</b>" }, /legalName/],
  ["a name without end", { ...CLAIMS, company_name: "x".repeat(10_000) }, /legalName/],
])("claims with %s are refused in a sentence", (_what, claims, says) => {
  expect(readVouchedCompany(claims, NAMES)).toMatch(says);
});

const entered = {
  name: "CLIENT CORP.",
  address: { ...VOUCHED.address, line1: "elsewhere" },
  companyNumber: null,
};

test("the same company is known again by its name, country, postal code and city, whatever their capitals and dots", () => {
  expect(whyNotThisCompany(entered, VOUCHED)).toBeNull();
  expect(whyNotThisCompany({ ...entered, address: null }, VOUCHED)).toBeNull();
  expect(whyNotThisCompany({ ...entered, companyNumber: "1234567" }, VOUCHED)).toBeNull();
});

test.each([
  ["legal name", { ...entered, name: "Client Corporation" }],
  ["country", { ...entered, address: { ...VOUCHED.address, country: "CA" } }],
  ["postal code", { ...entered, address: { ...VOUCHED.address, postalCode: "54321" } }],
  ["city", { ...entered, address: { ...VOUCHED.address, city: "Shelbyville" } }],
  ["company ID", { ...entered, companyNumber: "7654321" }],
])("another %s is another company, and the sentence says which", (what, other) => {
  expect(whyNotThisCompany(other, VOUCHED)).toContain(`another company: ${what} “`);
});
