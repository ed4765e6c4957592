import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKeyFile } from "@gatehouse/keystore/key-file/open-key-file";
import { openPkcs12 } from "@gatehouse/keystore/pkcs12/open-pkcs12";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWithGo } from "../keystore/open-with-go.ts";
import { tools } from "../keystore/tools.ts";
import { freshDataDir, type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { findTraces } from "./find-traces.ts";
import { openBrowser } from "./open-browser.ts";
import { signUp } from "./sign-up.ts";

const { JweEncryption } = createRequire(import.meta.url)("mastercard-client-encryption");

const PASSWORD = "velvet orbit canyon 42";
const ALIAS = "Spine Key";
const KEYSTORE_PASSWORD = "correct horse 1";

let data: Awaited<ReturnType<typeof freshDataDir>>;
let gatehouse: RunningGatehouse;
let browser: Browser;
let folder: string;
/** What the first test has downloaded, and what is in it by our own reading. */
let downloaded: { file: string; compatible: string; privateKey: KeyObject; certificate: X509Certificate };
beforeAll(async () => {
  data = await freshDataDir();
  folder = await mkdtemp(join(tmpdir(), "gatehouse-downloads-"));
  gatehouse = await startGatehouse(data.path);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await gatehouse?.stop();
  await rm(folder, { recursive: true, force: true });
  await data?.remove();
});

async function expectAccessible(page: Page): Promise<void> {
  await expectNoBarrier(page);
}

async function downloadOtherForms(page: Page) {
  await page.getByText("Does your program need the key in another form?").click();
  const plain = page.getByRole("button", { name: "Download Private key (.pem), not encrypted" });
  expect(await plain.isDisabled()).toBe(true);
  await page.getByLabel("My program needs it without a password").check();
  const download = async (name: string, ending: string) => {
    const [begun] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Download ${name}`, exact: true }).click(),
    ]);
    expect(begun.suggestedFilename()).toBe(`payroll-SANDBOX-mastercard-encryption-key${ending}`);
    const file = join(folder, begun.suggestedFilename());
    await begun.saveAs(file);
    return file;
  };
  return {
    compatible: await download("Compatibility key file (.p12)", "-compatibility.p12"),
    encrypted: await download("Private key (.pem), encrypted", "-encrypted-private-key.pem"),
    plain: await download("Private key (.pem), not encrypted", "-private-key.pem"),
  };
}

test("from nothing to an encrypted call: sign-up, mail, wizard, download, and the published library unchanged", async () => {
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await context.newPage();
  const sent: Buffer[] = [];
  const faults: string[] = [];
  context.on("request", (request) => {
    const headers = JSON.stringify(request.headers());
    sent.push(
      Buffer.concat([
        Buffer.from(`${request.url()}\n${headers}\n`),
        request.postDataBuffer() ?? Buffer.alloc(0),
      ]),
    );
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("401")) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));

  // Sign up and confirm by the link in the mail.
  await signUp(page, gatehouse.portalUrl, { email: "ada@example.test", password: PASSWORD }, () =>
    expectAccessible(page),
  );

  // The wizard: nothing typed is lost by Back or a reload.
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Payroll");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByLabel("Description").fill("Nightly run");
  await page.getByRole("button", { name: "Back" }).click();
  expect(await page.getByLabel("Project name").inputValue()).toBe("Payroll");
  expect(await page.getByLabel("Commercial country").isDisabled()).toBe(true);
  await page.reload();
  expect(await page.getByLabel("Project name").inputValue()).toBe("Payroll");
  await page.getByRole("button", { name: "Proceed" }).click();
  expect(await page.getByLabel("Description").inputValue()).toBe("Nightly run");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByLabel("Key alias").fill(ALIAS);
  await page.getByLabel("Keystore password", { exact: true }).fill(KEYSTORE_PASSWORD);
  await page.getByLabel("Repeat keystore password").fill("something else");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByText("The two passwords differ.").waitFor();
  await expectAccessible(page);
  await page.getByLabel("Repeat keystore password").fill(KEYSTORE_PASSWORD);
  await page.getByRole("button", { name: "Proceed" }).click();

  const [keyDownload] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download key file" }).click(),
  ]);
  expect(keyDownload.suggestedFilename()).toBe("payroll-SANDBOX-mastercard-encryption-key.p12");
  const keyFile = join(folder, "key.p12");
  await keyDownload.saveAs(keyFile);

  // The same key in every other form, made in the page as well; the one in the clear is asked for twice.
  const others = await downloadOtherForms(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Open project" }).click();

  // The dashboard: secrets and the provider's public key.
  const credentials = page.getByRole("region", { name: "Sandbox credentials" });
  await credentials.getByRole("button", { name: "Reveal" }).click();
  await credentials.getByRole("button", { name: "Cover" }).waitFor();
  const [partnerId, partnerSecret, appKey] = await credentials.locator("dd .mono").allTextContents();
  const [certificateDownload] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download .pem" }).click(),
  ]);
  expect(certificateDownload.suggestedFilename()).toMatch(/^OpenFinanceClientEnc\d+\.pem$/);
  const certificateFile = join(folder, "client.pem");
  await certificateDownload.saveAs(certificateFile);
  await page.getByText("In force on the gateway").waitFor();
  await expectAccessible(page);
  expect(faults).toEqual([]);

  // No part of the private key was in anything the browser has sent.
  const opened = await openPkcs12(new Uint8Array(await readFile(keyFile)), KEYSTORE_PASSWORD);
  const privateKey = createPrivateKey({
    key: Buffer.from(opened.keys[0].privateKey),
    format: "der",
    type: "pkcs8",
  });
  const jwk = privateKey.export({ format: "jwk" });
  const everything = Buffer.concat(sent);
  expect(findTraces(everything, Buffer.from(jwk.n ?? "", "base64url"))).not.toEqual([]);
  for (const part of [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]) {
    expect(findTraces(everything, Buffer.from(part ?? "", "base64url"))).toEqual([]);
  }
  expect(everything.includes(KEYSTORE_PASSWORD)).toBe(false);
  expect(opened.keys[0].alias).toBe(ALIAS);
  const certificate = new X509Certificate(opened.certificates[0] ?? "");
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  for (const file of Object.values(others)) {
    const [der] = await openKeyFile(new Uint8Array(await readFile(file)), KEYSTORE_PASSWORD);
    const same = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    expect(same.equals(privateKey)).toBe(true);
  }
  expect(await readFile(others.encrypted, "utf8")).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  expect(await readFile(others.plain, "utf8")).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  downloaded = { file: keyFile, compatible: others.compatible, privateKey, certificate };

  // The published library, unmodified, with the two downloaded files.
  const library = new JweEncryption({
    paths: [
      {
        path: "/",
        toEncrypt: [{ element: "$", obj: "$" }],
        toDecrypt: [{ element: "encryptedData", obj: "$" }],
      },
    ],
    mode: "JWE",
    encryptedValueFieldName: "encryptedData",
    publicKeyFingerprintType: "publicKey",
    encryptionCertificate: certificateFile,
    keyStore: keyFile,
    keyStoreAlias: ALIAS,
    keyStorePassword: KEYSTORE_PASSWORD,
  });
  const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const response = await fetch(new URL(path, gatehouse.gatewayUrl), {
      method,
      headers: {
        "finicity-app-key": appKey ?? "",
        accept: "application/json",
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const login = await call(
    "POST",
    "/aggregation/v2/partners/authentication",
    {},
    { partnerId, partnerSecret },
  );
  expect(login.status).toBe(200);
  const token = { "finicity-app-token": login.body.token };
  const decrypt = (path: string, body: unknown) => library.decrypt({ request: { url: path }, body });

  const addPath = "/aggregation/v2/customers/testing";
  const encrypted = library.encrypt(addPath, {}, { username: "spine-customer" });
  const added = await call("POST", addPath, token, encrypted.body);
  expect([added.status, Object.keys(added.body)]).toEqual([201, ["encryptedData"]]);
  const customer = decrypt(addPath, added.body);
  expect(customer).toMatchObject({ username: "spine-customer", id: expect.stringMatching(/^\d+$/) });

  const getPath = `/aggregation/v1/customers/${customer.id}`;
  const read = await call("GET", getPath, { ...token, "x-encrypted": "true" });
  expect([read.status, Object.keys(read.body)]).toEqual([200, ["encryptedData"]]);
  expect(decrypt(getPath, read.body)).toMatchObject({ id: customer.id, username: "spine-customer" });

  // What the program logged holds no secret.
  for (const secret of [partnerSecret, appKey, KEYSTORE_PASSWORD, PASSWORD, login.body.token]) {
    expect(gatehouse.output()).not.toContain(secret);
  }
});

test.each(tools)(
  "the downloaded key file opens with $name: alias, key and certificate match",
  async (tool) => {
    const found = await tool.open(downloaded.file, KEYSTORE_PASSWORD);
    expect(found.certificate).toBe(downloaded.certificate.fingerprint256.replaceAll(":", "").toLowerCase());
    // keytool shows every alias in lower case.
    if (found.alias !== null) expect(found.alias.toLowerCase()).toBe(ALIAS.toLowerCase());
    if (found.certificates !== null) expect(found.certificates).toBe(2);
    if (found.privateKey !== null) expect(found.privateKey.equals(downloaded.privateKey)).toBe(true);
  },
);

test("the compatibility key file that the browser made opens with Go and with Java", async () => {
  for (const open of [
    openWithGo,
    ...tools.filter(({ name }) => name === "Java keytool").map((tool) => tool.open),
  ]) {
    const found = await open(downloaded.compatible, KEYSTORE_PASSWORD);
    expect(found.certificate).toBe(downloaded.certificate.fingerprint256.replaceAll(":", "").toLowerCase());
    expect(found.privateKey?.equals(downloaded.privateKey)).toBe(true);
  }
});

test("the wizard works by keyboard alone", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${gatehouse.portalUrl}/log-in`);
  await page.getByLabel("E-mail").focus();
  await page.keyboard.type("ada@example.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Create New Project" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Project name").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Project details");
  await page.getByLabel("Project name").focus();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Service details" }).waitFor();
  await page.getByLabel("Description").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Skip this step" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "By keyboard" }).waitFor();
  await page.getByText("There is none yet").waitFor();
  await context.close();
});

test("on a phone no page is wider than the screen", async () => {
  const context = await browser.newContext({ viewport: { width: 375, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${gatehouse.portalUrl}/log-in`);
  await page.getByLabel("E-mail").fill("ada@example.test");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: /Payroll/ }).click();
  await page.getByRole("region", { name: "Client Encryption Key" }).waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.goto(`${gatehouse.portalUrl}/projects/new`);
  await page.getByLabel("Project name").waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await context.close();
});
