import { encodePem } from "@gatehouse/keystore/pem/encode";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { expect, test } from "vitest";
import { holdsPrivateKey, NOT_SENT, readRequest } from "./read-request.ts";
import { readRequestFile } from "./read-request-file.ts";

const pair = await generateRsaKeyPair(2048);
const request = await createCertificateRequest({ commonName: "client" }, pair);
const key = encodePem("PRIVATE KEY", pair.privateKey);

test("of a text with a request in it the request alone is sent", () => {
  const text = `Dear team,\nour password is swordfish.\n${request.replaceAll("\n", "\r\n")}\nRegards`;
  expect(readRequest(text)).toEqual({ pem: request });
});

test("a private key is never part of what is sent, and is said to be one", () => {
  for (const text of [key, key + request, request + key, readRequestFile(pair.privateKey)]) {
    expect(readRequest(text)).toEqual({ refused: NOT_SENT });
    expect(holdsPrivateKey(text)).toBe(true);
  }
});

test("what is no request is refused with the reason, and is no private key for that", () => {
  expect(readRequest("hello")).toEqual({ refused: expect.stringContaining("not PEM") });
  for (const text of ["", "hello", request, request + request]) expect(holdsPrivateKey(text)).toBe(false);
});
