import { expect, test } from "vitest";
import { DEFAULT_POLICY, inOrder, keyPolicyFields, whyNotCertify } from "./rules.ts";

/** The fields of which something is said. */
function wrong(changes: Record<string, unknown>): string[] {
  const { error } = keyPolicyFields.safeParse({ ...DEFAULT_POLICY, ...changes });
  return [...new Set(error?.issues.map(({ path }) => String(path[0])) ?? [])];
}

test("the default policy is one that could be laid down", () => {
  expect(wrong({})).toEqual([]);
  expect(inOrder(DEFAULT_POLICY)).toEqual(DEFAULT_POLICY);
});

test.each([
  ["no size is allowed", { allowedBits: [] }, "allowedBits"],
  ["a size is none of those that can be", { allowedBits: [1024, 2048] }, "allowedBits"],
  ["a size stands twice", { allowedBits: [2048, 2048] }, "allowedBits"],
  ["the default size isn't allowed", { allowedBits: [3072], defaultBits: 2048 }, "defaultBits"],
  ["no hash algorithm is allowed", { signatureHashes: [] }, "signatureHashes"],
  ["SHA-1 is allowed", { signatureHashes: ["SHA-1"] }, "signatureHashes"],
  ["a reminder comes before the key", { clientKeyDays: 30, reminderDays: [30, 7] }, "reminderDays"],
  ["a reminder comes on the day of expiry", { reminderDays: [0] }, "reminderDays"],
  ["there is no reminder", { reminderDays: [] }, "reminderDays"],
  ["there are thirteen", { reminderDays: Array.from({ length: 13 }, (_, day) => day + 1) }, "reminderDays"],
  ["a key lives a day", { clientKeyDays: 1, reminderDays: [1] }, "clientKeyDays"],
  ["a key lives more than five years", { mastercardKeyDays: 1_826 }, "mastercardKeyDays"],
  ["half a day", { mastercardKeyDays: 100.5 }, "mastercardKeyDays"],
  ["one key, so that none can be rotated", { mostClientKeys: 1 }, "mostClientKeys"],
  ["keys past the hard bound", { mostMastercardKeys: 501 }, "mostMastercardKeys"],
  ["a private half that is destroyed at once", { destroyAfterDays: 0 }, "destroyAfterDays"],
  ["something else for unproven keys", { unprovenActivation: "never" }, "unprovenActivation"],
])("refused: %s", (_what, changes, field) => {
  expect(wrong(changes)).toContain(field);
});

test("a request is held against sizes and hash algorithms, and told what would do", () => {
  const policy = { ...DEFAULT_POLICY, allowedBits: [3072, 4096], defaultBits: 3072 } as const;
  expect(whyNotCertify({ bits: 3072, hash: "SHA-256" }, policy)).toBeNull();
  expect(whyNotCertify({ bits: 2048, hash: "SHA-256" }, policy)).toContain("rsa:3072");
  expect(whyNotCertify({ bits: 3071, hash: "SHA-256" }, policy)).toContain("3071 bits");
  const strict = { ...DEFAULT_POLICY, signatureHashes: ["SHA-384"] } as const;
  expect(whyNotCertify({ bits: 2048, hash: "SHA-256" }, strict)).toContain("-sha384");
});
