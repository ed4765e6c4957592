import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { KeystoreError } from "../keystore-error.ts";
import { decodePem } from "../pem/decode.ts";
import { encodePem } from "../pem/encode.ts";
import { generateRsaKeyPair } from "../pkcs8/generate-key-pair.ts";
import { createCertificateRequest } from "./create-request.ts";
import { findCertificateRequest } from "./find-request.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-find-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = await generateRsaKeyPair(2048);
const request = await createCertificateRequest({ commonName: "client" }, pair);
const der = decodePem(request, ["CERTIFICATE REQUEST"]);
const body = request.split("\n").slice(1, -2);
const relabelled = (text: string, label: string) => text.replaceAll("CERTIFICATE REQUEST", label);

test.each([
  ["as it was made", request],
  [
    "as certreq and keytool label it, with the line ends of Windows",
    relabelled(request, "NEW CERTIFICATE REQUEST").replaceAll("\n", "\r\n"),
  ],
  [
    "after a dump of it",
    `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: CN = client\n${request}`,
  ],
  [
    "in lines of 76 letters",
    `-----BEGIN CERTIFICATE REQUEST-----\n${body
      .join("")
      .match(/.{1,76}/g)
      ?.join("\n")}\n-----END CERTIFICATE REQUEST-----`,
  ],
  ["in one line", request.replaceAll("\n", " ")],
  ["quoted in a mail", request.replaceAll(/^/gm, "> ")],
  ["quoted-printable in a mail's source", request.replaceAll("=", "=3D").replaceAll(/^(.{60})/gm, "$1=\r\n")],
  [
    "as a mail program shows it on a page",
    request.replaceAll("\n", "<br>\n").replaceAll(/^/gm, "&gt;&nbsp;"),
  ],
  ["between smart quotes, with smart dashes", `“${request.replaceAll("-----", "—–-").trim()}”`],
  ["with spaces that don't break", request.replaceAll("\n", "\u00a0\n")],
  [
    "as a program's source has it",
    request
      .trim()
      .split("\n")
      .map((line) => `  "${line}\\n" +`)
      .join("\n"),
  ],
  ["as JSON has it", JSON.stringify({ certificateRequest: request })],
  [
    "with spaces inside its first and last line",
    request.replaceAll("-----BEGIN ", "----- BEGIN ").replaceAll("REQUEST-----", "REQUEST -----"),
  ],
  ["without its first and last line", body.join("\n")],
])("a request %s is found", (_what, text) => {
  expect(findCertificateRequest(text)).toEqual(der);
});

const pkcs8 = encodePem("PRIVATE KEY", pair.privateKey);
const openssl = (...args: readonly string[]) =>
  execFileSync("openssl", args, { encoding: "utf8", stdio: ["pipe", "pipe", "ignore"], input: pkcs8 });
const pkcs1 = openssl("rsa", "-traditional");
const encrypted = openssl("pkcs8", "-topk8", "-passout", "pass:correct horse");
const pem = (text: string) => text.split("\n").slice(1, -2).join("\n");
const p12 = join(folder, "key.p12");
execFileSync(
  "openssl",
  [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    join(folder, "k.pem"),
    "-out",
    join(folder, "c.pem"),
    "-subj",
    "/CN=x",
  ],
  { stdio: "ignore" },
);
execFileSync("openssl", [
  "pkcs12",
  "-export",
  "-inkey",
  join(folder, "k.pem"),
  "-in",
  join(folder, "c.pem"),
  "-passout",
  "pass:x",
  "-out",
  p12,
]);

test.each([
  ["in PKCS#8", pkcs8],
  ["in PKCS#1", pkcs1],
  ["encrypted", encrypted],
  [
    "as openssl rsa -aes256 writes it",
    openssl("rsa", "-traditional", "-aes256", "-passout", "pass:correct horse"),
  ],
  [
    "of an elliptic curve",
    String(
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "sec1", format: "pem" }),
    ),
  ],
  ["beside its request", pkcs8 + request],
  ["after its request", request + pkcs1],
  ["quoted, with smart dashes", pkcs8.replaceAll("-----", "–").replaceAll(/^/gm, "> ")],
  ["of which the first line is missing", pkcs8.split("\n").slice(1).join("\n")],
  ["of which the end is missing", pkcs1.slice(0, 200)],
  ["as base64 alone, PKCS#8", pem(pkcs8)],
  ["as base64 alone, PKCS#1", pem(pkcs1)],
  ["as base64 alone, encrypted", pem(encrypted)],
  [
    "under the label of a request",
    relabelled(pkcs8.replaceAll("PRIVATE KEY", "CERTIFICATE REQUEST"), "CERTIFICATE REQUEST"),
  ],
  ["in a PKCS#12 file", encodePem("CERTIFICATE REQUEST", readFileSync(p12))],
  [
    "as a JSON Web Key",
    JSON.stringify(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" })),
  ],
  ["of PuTTY", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"],
  [
    "of OpenSSH",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
  ],
])("a private key %s is known as one, whatever else is there", (_what, text) => {
  expect(() => findCertificateRequest(text)).toThrow(expect.objectContaining({ code: "private-key" }));
});

test.each([
  ["two requests", request + request, /2 certificate requests/],
  [
    "three, in a mail",
    `${request}\n${request}\n${request}`.replaceAll(/^/gm, "> "),
    /3 certificate requests/,
  ],
  ["a certificate", readFileSync(join(folder, "c.pem"), "utf8"), /x509 -x509toreq/],
  [
    "a certificate under the label of a request",
    readFileSync(join(folder, "c.pem"), "utf8").replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"),
    /This is a certificate/,
  ],
  ["a public key", encodePem("PUBLIC KEY", pair.publicKey), /This is a public key/],
  ["a request and a certificate", request + readFileSync(join(folder, "c.pem"), "utf8"), /more than one/],
  ["a request without its end", request.slice(0, 300), /last line/],
  ["half a request without first and last line", body.slice(0, 4).join("\n"), /can't be read/],
  ["a sentence", "My private key stays here; the request is attached.", /not PEM/],
  ["nothing", "", /not PEM/],
])("%s is refused with the reason", (_what, text, reason) => {
  expect(() => findCertificateRequest(text)).toThrow(reason);
  expect(() => findCertificateRequest(text)).toThrow(KeystoreError);
  expect(() => findCertificateRequest(text)).not.toThrow(expect.objectContaining({ code: "private-key" }));
});

test("the message of a refusal never holds what was given", () => {
  for (const text of [pkcs8, pem(pkcs8), encrypted]) {
    const message = (() => {
      try {
        findCertificateRequest(text);
        return "";
      } catch (error) {
        return String(error);
      }
    })();
    expect(message).not.toContain(pem(text).slice(0, 12) || "no text");
  }
});
