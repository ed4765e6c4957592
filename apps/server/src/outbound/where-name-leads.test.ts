import { expect, test } from "vitest";
import { whereNameLeads } from "./where-name-leads.ts";

const lead = (url: string, addresses: readonly string[], anyAddress = false) =>
  whereNameLeads(url, { anyAddress, lookUp: async () => addresses });

test.each([
  ["10.0.0.5"],
  ["169.254.169.254"],
  ["fe80::1"],
  ["8.8.8.8", "192.168.0.1"],
  ["2606:4700::1111", "::ffff:10.0.0.1"],
])("a name that leads to %s %s is refused, since no connection to it will be made", async (...addresses) => {
  expect(await lead("https://api.example/v1", addresses)).toBe("refused");
  expect(await lead("https://api.example/v1", addresses, true)).toBe("somewhere");
});

test("a name that leads to public addresses leads somewhere, one without any leads nowhere", async () => {
  expect(await lead("https://api.example", ["8.8.8.8", "2606:4700::1111"])).toBe("somewhere");
  expect(await lead("https://api.example", [])).toBe("nowhere");
  expect(await lead("https://api.example", [], true)).toBe("nowhere");
});

test("an address is no name to be looked up", async () => {
  const lookUp = () => Promise.reject(new Error("nobody asks"));
  for (const url of ["https://8.8.8.8/", "https://[2606:4700::1111]/"])
    expect(await whereNameLeads(url, { anyAddress: false, lookUp })).toBe("somewhere");
});
