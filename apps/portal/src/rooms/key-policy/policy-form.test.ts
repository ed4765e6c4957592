import { expect, test } from "vitest";
import type { KeyPolicy } from "../../api/types.ts";
import { differences, formOf, policyOf } from "./policy-form.ts";

const policy: KeyPolicy = {
  clientKeyDays: 365,
  mastercardKeyDays: 365,
  allowedBits: [2048, 3072],
  defaultBits: 2048,
  signatureHashes: ["SHA-256"],
  mostClientKeys: 50,
  mostMastercardKeys: 50,
  destroyAfterDays: 30,
  reminderDays: [30, 7],
  unprovenActivation: "ask-twice",
  secondFactor: "choice",
  operatorSecondFactor: "choice",
};

test("what is shown and sent back unchanged is the same policy", () => {
  expect(policyOf(formOf(policy))).toEqual(policy);
});

test("lists are taken as people type them, and what is no number goes to the server as none", () => {
  const form = {
    ...formOf(policy),
    reminderDays: " 30,7; 1  ",
    clientKeyDays: "a year",
    destroyAfterDays: "",
  };
  expect(policyOf(form)).toMatchObject({
    reminderDays: [30, 7, 1],
    clientKeyDays: null,
    destroyAfterDays: null,
  });
});

test("differences are told in words, and only those", () => {
  expect(differences(policy, policy)).toEqual([]);
  expect(differences(policy, { ...policy, destroyAfterDays: 10, unprovenActivation: "refuse" })).toEqual([
    { name: "Destroyed after", from: "30 days", to: "10 days" },
    { name: "Activating an unproven key", from: "asked twice", to: "refused" },
  ]);
});
