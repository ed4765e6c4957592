import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePem } from "@gatehouse/keystore/pem/encode";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { openPkcs12 } from "@gatehouse/keystore/pkcs12/open-pkcs12";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { findTraces } from "./find-traces.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

const KEYSTORE_PASSWORD = "correct horse 1";

let started: Started;
let page: Page;
beforeAll(async () => {
  started = await startWithPerson("katherine@example.test");
  page = started.page;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Key room");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
  await page.getByRole("heading", { name: "Key room" }).waitFor();
});
afterAll(() => started?.stop());

const mastercardKeys = () => page.getByRole("region", { name: "Mastercard Encryption Key", exact: true });
const clientKeys = () => page.getByRole("region", { name: "Client Encryption Key" });
/** One key's part of the card. */
const mastercardKey = (alias: string) =>
  mastercardKeys()
    .locator(".key")
    .filter({ has: page.locator("dd > strong").getByText(alias, { exact: true }) });

async function expectAccessible(): Promise<void> {
  await expectNoBarrier(page);
}

async function generate(alias: string, form = ".p12"): Promise<string> {
  await page.getByLabel("Key alias").fill(alias);
  await page.getByLabel("Keystore password", { exact: true }).fill(KEYSTORE_PASSWORD);
  await page.getByLabel("Repeat keystore password").fill(KEYSTORE_PASSWORD);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Generate and download" }).click();
  const file = join(started.folder, `${alias}.p12`);
  await (await download).saveAs(file);
  if (form !== ".p12") {
    await page.getByText("Does your program need the key in another form?").click();
    await expectAccessible();
    const other = page.waitForEvent("download");
    await page.getByRole("button", { name: `Download ${form}`, exact: true }).click();
    await (await other).saveAs(file);
  }
  await page.getByRole("button", { name: "I have the file" }).click();
  await page.getByText("I have the file").waitFor({ state: "detached" });
  return file;
}

test("the first Mastercard Encryption Key is made on the dashboard and active at once", async () => {
  const file = await generate("first");
  await mastercardKey("first").getByText("Active", { exact: true }).waitFor();
  const opened = await openPkcs12(new Uint8Array(await readFile(file)), KEYSTORE_PASSWORD);
  const key = createPrivateKey({ key: Buffer.from(opened.keys[0].privateKey), format: "der", type: "pkcs8" });
  expect(new X509Certificate(opened.certificates[0] ?? "").checkPrivateKey(key)).toBe(true);
  expect(await mastercardKey("first").getByText("Activate its successor first").isVisible()).toBe(true);
  expect(await mastercardKey("first").getByRole("button", { name: "Revoke" }).count()).toBe(0);
  await expectAccessible();
});

test("a second key is added by an uploaded request: read, shown, added, and waits inactive", async () => {
  const pair = await generateRsaKeyPair(2048);
  const request = await createCertificateRequest({ commonName: "hsm-client", organization: "Acme" }, pair);
  const file = join(started.folder, "request.csr");
  await writeFile(
    file,
    `Here is the request you asked for:\r\n\r\n${request.replaceAll("\n", "\r\n")}\r\nRegards`,
  );
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  await page.getByRole("radio", { name: "Bring a request" }).check();
  await page.getByLabel("Or paste the request").fill("not a request");
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByText("This is not PEM").waitFor();
  await page.getByLabel("Request file").setInputFiles(file);
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByText("O=Acme, CN=hsm-client").waitFor();
  await page.getByText("RSA, 2048 bits").waitFor();
  await expectAccessible();
  await page.getByLabel("Key alias").fill("second");
  await page.getByRole("button", { name: "Add key" }).last().click();
  await mastercardKey("second").getByText("Inactive", { exact: true }).waitFor();
  // The same pair again is found out before anything is made.
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  await page.getByRole("radio", { name: "Bring a request" }).check();
  await page.getByLabel("Or paste the request").fill(request);
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByText("The key “second” uses this pair already").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
});

test("a private key that is pasted or uploaded by mistake is refused in the page, and no request carries it", async () => {
  const sent: string[] = [];
  const listen = (request: Request) => {
    sent.push(request.postData() ?? "");
  };
  page.on("request", listen);
  const pair = await generateRsaKeyPair(2048);
  const key = encodePem("PRIVATE KEY", pair.privateKey);
  const body = key.split("\n").slice(1, -2).join("\n");
  const request = await createCertificateRequest({ commonName: "x" }, pair);
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  await page.getByRole("radio", { name: "Bring a request" }).check();
  const field = page.getByLabel("Or paste the request");
  for (const text of [key, body, key + request]) {
    await field.fill(text);
    await page.getByText("This is your private key. It was not sent").waitFor();
    expect(await field.inputValue()).toBe("");
    await page.getByRole("button", { name: "Check request" }).click();
    await field.fill("hello");
    await page.getByText("This is your private key").waitFor({ state: "detached" });
  }
  const file = join(started.folder, "key.der");
  await writeFile(file, pair.privateKey);
  await page.getByLabel("Request file").setInputFiles(file);
  await page.getByText("This is your private key. It was not sent").waitFor();
  await expectAccessible();
  await field.fill(request + request);
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByText("There are 2 certificate requests in the text").waitFor();
  // The request alone is sent, whatever stands around it.
  await field.fill(`the password is swordfish\n${request}`);
  await page.getByRole("button", { name: "Check request" }).click();
  await page.getByText("RSA, 2048 bits").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  page.off("request", listen);
  const all = Buffer.from(sent.join("\n"));
  expect(all.includes("CERTIFICATE REQUEST")).toBe(true);
  expect(all.includes("swordfish")).toBe(false);
  const { d } = createPrivateKey(key).export({ format: "jwk" });
  expect(findTraces(all, Buffer.from(d ?? "", "base64url"))).toEqual([]);
});

test("a key is renamed, and activated in place of the one before, which says so", async () => {
  await mastercardKey("second").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Key alias").fill("successor");
  await expectAccessible();
  await page.getByRole("dialog").getByRole("button", { name: "Rename key" }).click();
  await mastercardKey("successor").getByRole("button", { name: "Activate" }).click();
  await page.getByText("and no longer with").waitFor();
  await expectAccessible();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await mastercardKey("successor").getByText("Inactive", { exact: true }).isVisible()).toBe(true);
  await mastercardKey("successor").getByRole("button", { name: "Activate" }).click();
  // Nobody has proven it, so it is asked twice.
  const activate = page.getByRole("dialog").getByRole("button", { name: "Activate key" });
  expect(await activate.isDisabled()).toBe(true);
  await page.getByLabel("Activate it without a rehearsal").check();
  await activate.click();
  await mastercardKey("successor").getByText("Active", { exact: true }).waitFor();
  await mastercardKey("first").getByText("Inactive", { exact: true }).waitFor();
  await page.getByText("In force on the gateway").waitFor();
  await page.getByText("in place of “first”").waitFor();
});

test("an inactive key is revoked once its alias is typed, and is kept in the history", async () => {
  await mastercardKey("first").getByRole("button", { name: "Revoke" }).click();
  const revoke = page.getByRole("dialog").getByRole("button", { name: "Revoke key" });
  expect(await revoke.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByLabel("Type “first”").fill("firs");
  expect(await revoke.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByLabel("Type “first”").fill("first");
  await expectAccessible();
  await revoke.click();
  await mastercardKeys().getByText("One revoked key").click();
  await mastercardKey("first").getByText("Revoked", { exact: true }).waitFor();
  expect(await mastercardKey("first").getByRole("button", { name: "Activate" }).count()).toBe(0);
  await expectAccessible();
});

test("a Client Encryption Key is created, downloaded, and takes the place of a revoked one", async () => {
  expect(await clientKeys().getByText("Create its successor first").isVisible()).toBe(true);
  await clientKeys().getByRole("button", { name: "Create key" }).click();
  await expect.poll(() => clientKeys().getByRole("button", { name: "Revoke" }).count()).toBe(2);
  const download = page.waitForEvent("download");
  await clientKeys().getByRole("link", { name: "Download .pem" }).first().click();
  expect((await download).suggestedFilename()).toMatch(/^OpenFinanceClientEnc\d+\.pem$/);
  await clientKeys().getByRole("button", { name: "Revoke" }).last().click();
  const field = page.getByRole("dialog").getByRole("textbox");
  const label = (await page.getByRole("dialog").locator("label").textContent()) ?? "";
  await field.fill(/“([0-9a-f]{8})”/.exec(label)?.[1] ?? "");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await clientKeys().getByText("One revoked key").waitFor();
  expect(await clientKeys().getByText("Create its successor first").isVisible()).toBe(true);
});

test("a compromised Client Encryption Key is replaced and revoked by one click, though it is the last", async () => {
  await clientKeys().getByRole("button", { name: "Report compromised" }).click();
  await expectAccessible();
  await page.getByRole("dialog").getByRole("button", { name: "Report and revoke" }).click();
  await clientKeys().getByText("2 revoked keys").click();
  await clientKeys().getByText("Compromised", { exact: true }).waitFor();
  await clientKeys().getByText("Active", { exact: true }).waitFor();
});

test("a Client Encryption Key that was stopped while the key store is away leaves a word that its successor is to be made", async () => {
  // The key store of this start is never away, so the answer is changed on its way.
  await page.route("**/compromised", async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), successor: null, successorToBeMade: true };
    await route.fulfill({ response, json });
  });
  const word = clientKeys().getByText("successor couldn't be made");
  await clientKeys().getByRole("button", { name: "Report compromised" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Report and revoke" }).click();
  await word.waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.setViewportSize({ width: 1280, height: 720 });
  await expectAccessible();
  await page.unroute("**/compromised");
  await clientKeys().getByRole("button", { name: "Create key" }).click();
  await word.waitFor({ state: "detached" });
});

test("the active Mastercard Encryption Key is reported, and its successor made in its place", async () => {
  await mastercardKey("successor").getByRole("button", { name: "Report compromised" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make the successor" }).click();
  await page.getByText("is revoked for good").waitFor();
  await expectAccessible();
  const file = await generate("after the theft");
  const opened = await openPkcs12(new Uint8Array(await readFile(file)), KEYSTORE_PASSWORD);
  await mastercardKey("after the theft").getByText("Active", { exact: true }).waitFor();
  const kid = await mastercardKey("after the theft").locator(".copyable, .marked").first().textContent();
  const { publicKey } = new X509Certificate(opened.certificates[0] ?? "");
  const spki = publicKey.export({ type: "spki", format: "der" });
  expect(kid?.replaceAll(/\s/g, "")).toContain(createHash("sha256").update(spki).digest("hex"));
  await mastercardKeys().getByText("2 revoked keys").waitFor();
});

test("a key is rehearsed with its file in the browser, and by a program, before it is activated without being asked twice", async () => {
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  const file = await generate("rehearsed");
  await mastercardKey("rehearsed").getByRole("button", { name: "Rehearse" }).click();
  const dialog = page.getByRole("dialog");
  await expectAccessible();
  await dialog.getByLabel("Key file", { exact: true }).setInputFiles(file);
  await dialog.getByLabel("Keystore password").fill("not this one");
  await dialog.getByRole("button", { name: "Prove the key" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Keystore password").fill(KEYSTORE_PASSWORD);
  await dialog.getByRole("button", { name: "Prove the key" }).click();
  await mastercardKey("rehearsed").getByText("from 127.0.0.1").waitFor();

  // The other way: the challenge is read elsewhere and its answer brought back.
  await mastercardKey("rehearsed").getByRole("button", { name: "Rehearse" }).click();
  await dialog.getByRole("radio", { name: "With your program" }).check();
  await dialog.getByRole("button", { name: "Get the challenge" }).click();
  const challenge = (await dialog.locator("pre").textContent()) ?? "";
  const opened = await openPkcs12(new Uint8Array(await readFile(file)), KEYSTORE_PASSWORD);
  const key = createPrivateKey({ key: Buffer.from(opened.keys[0].privateKey), format: "der", type: "pkcs8" });
  const { rehearsal } = JSON.parse(decryptJwe(parseCompactJwe(challenge.trim()), key).toString());
  await dialog.getByLabel("Answer").fill("a guess");
  await dialog.getByRole("button", { name: "Prove the key" }).click();
  await dialog.getByRole("alert").waitFor();
  await expectAccessible();
  await dialog.getByLabel("Answer").fill(rehearsal);
  await dialog.getByRole("button", { name: "Prove the key" }).click();
  await dialog.waitFor({ state: "detached" });

  await mastercardKey("rehearsed").getByRole("button", { name: "Activate" }).click();
  await dialog.getByRole("button", { name: "Activate key" }).click();
  await mastercardKey("rehearsed").getByText("Active", { exact: true }).waitFor();
});

test.each(["Compatibility key file (.p12)", "Private key (.pem), encrypted"])(
  "a key is rehearsed with its %s",
  async (form) => {
    const alias = form.startsWith("C") ? "compatible" : "pem";
    await mastercardKeys().getByRole("button", { name: "Add key" }).click();
    const file = await generate(alias, form);
    await mastercardKey(alias).getByRole("button", { name: "Rehearse" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Key file", { exact: true }).setInputFiles(file);
    await dialog.getByLabel("Keystore password").fill("not this one");
    await dialog.getByRole("button", { name: "Prove the key" }).click();
    await dialog.getByText("The password is wrong, or the file was changed.").waitFor();
    await dialog.getByLabel("Keystore password").fill(KEYSTORE_PASSWORD);
    await dialog.getByRole("button", { name: "Prove the key" }).click();
    await mastercardKey(alias).getByText("from 127.0.0.1").waitFor();
  },
);

test("on a phone the key room is not wider than the screen", async () => {
  await page.setViewportSize({ width: 375, height: 740 });
  await mastercardKeys().getByRole("button", { name: "Add key" }).click();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole("radio", { name: "Bring a request" }).check();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Close" }).click();
  await mastercardKey("rehearsed").getByRole("button", { name: "Rename" }).click();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
