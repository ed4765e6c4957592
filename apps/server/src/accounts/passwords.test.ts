import { expect, test } from "vitest";
import { createPasswords } from "./passwords.ts";

test("a password is known again, another one isn't, and nobody's never is", async () => {
  const passwords = await createPasswords({ atOnce: 2, waiting: 10 });
  const hash = await passwords.hash("velvet orbit canyon");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(hash, "velvet orbit canyon")).toBe(true);
  expect(await passwords.verify(hash, "velvet orbit canyom")).toBe(false);
  expect(await passwords.verify(null, "velvet orbit canyon")).toBe(false);
});

test("the same password in another form of Unicode is the same", async () => {
  const passwords = await createPasswords({ atOnce: 2, waiting: 10 });
  expect(
    await passwords.verify(await passwords.hash("caf\u00e9 au lait noir"), "cafe\u0301 au lait noir"),
  ).toBe(true);
});

test("more than may wait are told to come back, and the rest get their turn", async () => {
  const passwords = await createPasswords({ atOnce: 1, waiting: 3 });
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, () => passwords.verify(null, "velvet orbit canyon")),
  );
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(3);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: "unavailable", retryAfterSeconds: 5 });
  expect(await passwords.verify(null, "velvet orbit canyon")).toBe(false);
});

test("a hash that fails gives its place back", async () => {
  const passwords = await createPasswords({ atOnce: 1, waiting: 1 });
  await expect(passwords.verify("not a hash", "velvet orbit canyon")).rejects.toThrow();
  await expect(passwords.verify("not a hash", "velvet orbit canyon")).rejects.toThrow();
  expect(await passwords.verify(null, "velvet orbit canyon")).toBe(false);
});
