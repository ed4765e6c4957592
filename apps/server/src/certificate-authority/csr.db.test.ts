import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
  desk = await openTestDesk();
  folder = mkdtempSync(join(tmpdir(), "gatehouse-csr-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await desk.close();
});

function openssl(...args: string[]): string {
  return execFileSync(
    "openssl",
    ["req", "-new", "-nodes", "-keyout", join(folder, "key.pem"), "-subj", "/CN=x", ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
}

const good = await newRequest();
const swapped = good.replace(/[A-Za-z](?=[^\n]*\n-----END)/, (letter) => (letter === "A" ? "B" : "A"));

test.each([
  ["not PEM", () => "hello"],
  ["truncated", () => good.slice(0, 400)],
  [
    "cut in its base64",
    () =>
      good
        .split("\n")
        .filter((_, line) => line !== 5)
        .join("\n"),
  ],
  ["with a broken signature", () => swapped],
  ["of an RSA-1024 key", () => openssl("-newkey", "rsa:1024")],
  ["of an EC key", () => openssl("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")],
  ["signed with SHA-1", () => openssl("-newkey", "rsa:2048", "-sha1")],
  ["a private key", () => "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"],
])("a request %s is refused with the reason, and no project is made", async (_what, make) => {
  const ada = await desk.join();
  const certificateRequest = make();
  const { status, body } = await desk.post(
    "/api/v1/projects",
    desk.draft({ mastercardEncryptionKey: { alias: "k", certificateRequest } }),
    ada,
  );
  expect([status, body.code, body.reasonCode]).toEqual([400, "invalid-csr", "INVALID_CSR"]);
  expect(body.errors[0].pointer).toBe("/mastercardEncryptionKey/certificateRequest");
  expect(body.detail.length).toBeGreaterThan(20);
  expect((await desk.get("/api/v1/projects", ada)).body.items).toEqual([]);
});

test("a private key that a program sends is refused as one, told to be given up, and is not in the answer", async () => {
  const ada = await desk.join();
  const key = openssl("-newkey", "rsa:2048", "-keyout", "-");
  const { status, body, text } = await desk.post(
    "/api/v1/projects",
    desk.draft({ mastercardEncryptionKey: { alias: "k", certificateRequest: key } }),
    ada,
  );
  expect([status, body.code]).toEqual([400, "invalid-csr"]);
  expect(body.detail).toMatch(/use it for nothing any more/);
  expect(text).not.toContain(key.split("\n")[1]);
});

test("a request of 1 MB is refused before it is read", async () => {
  const ada = await desk.join();
  const { status, body } = await desk.post(
    "/api/v1/projects",
    desk.draft({ mastercardEncryptionKey: { alias: "k", certificateRequest: "A".repeat(1_048_576) } }),
    ada,
  );
  expect([status, body.code]).toEqual([413, "body-too-large"]);
});
