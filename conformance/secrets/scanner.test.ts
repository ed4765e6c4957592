import { generateKeyPairSync, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { privateKeyParts } from "./private-key-parts.ts";
import { Scanner } from "./scanner.ts";

const octets = randomBytes(48);
const text = `it's "quoted" \\ <&> zoë ${randomBytes(12).toString("base64url")}`;

/** Around it stands what may stand around it: before it as many letters as move it to each alignment. */
function planted(value: Buffer | string, before: number): Buffer {
  return Buffer.concat([
    randomBytes(1_000),
    Buffer.from("x".repeat(before)),
    Buffer.from(value as string),
    randomBytes(1_000),
  ]);
}

function findsIn(secret: string | Buffer, haystack: Buffer): boolean {
  const scanner = new Scanner();
  for (let other = 0; other < 20; other += 1) scanner.add(`other ${other}`, randomBytes(32));
  scanner.add("planted", secret);
  const found = scanner.scan(haystack).map((hit) => hit.secret);
  expect(found.filter((name) => name !== "planted")).toEqual([]);
  return found.length > 0;
}

const binary: Record<string, (value: Buffer) => string | Buffer> = {
  raw: (value) => value,
  hex: (value) => value.toString("hex"),
  "capital hex": (value) => value.toString("hex").toUpperCase(),
  "hex as OpenSSL prints it": (value) => value.toString("hex").replaceAll(/..(?=.)/g, "$&:"),
  "an inspected Buffer": (value) => `<Buffer ${value.toString("hex").replaceAll(/..(?=.)/g, "$& ")}>`,
  "a Buffer turned into JSON": (value) => JSON.stringify({ key: value }),
  base64: (value) => value.toString("base64"),
  base64url: (value) => value.toString("base64url"),
  "percent-encoded octets": (value) => value.toString("hex").replaceAll(/../g, "%$&"),
};

test.each(Object.keys(binary))("a secret of octets is found as %s, wherever it begins", (form) => {
  for (const before of [0, 1, 2, 3, 4, 5]) {
    expect(findsIn(octets, planted(binary[form]?.(octets) ?? "", before))).toBe(true);
  }
});

test.each([0, 1, 2])("a secret inside of what is encoded as a whole is found, %i octets in", (before) => {
  const around = Buffer.concat([randomBytes(before), octets, randomBytes(7)]);
  for (const encoding of ["hex", "base64", "base64url"] as const) {
    expect(findsIn(octets, planted(around.toString(encoding), 1))).toBe(true);
  }
});

test.each<[string, (value: string) => string | Buffer]>([
  ["it is", (value) => value],
  ["JSON", (value) => JSON.stringify({ password: value })],
  ["JSON in JSON", (value) => JSON.stringify({ body: JSON.stringify({ password: value }) })],
  ["JSON of ASCII alone", (value) => JSON.stringify(value).replace("ë", "\\u00eb")],
  ["part of an address", (value) => `/?password=${encodeURIComponent(value)}`],
  ["a form", (value) => new URLSearchParams({ password: value }).toString()],
  ["HTML", (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")],
  ["a literal of SQL", (value) => `'${value.replaceAll("'", "''")}'`],
  ["base64", (value) => Buffer.from(`partner:${value}`).toString("base64")],
  ["UTF-16, little-endian", (value) => Buffer.from(value, "utf16le")],
  ["UTF-16, big-endian, as PKCS#12 has it", (value) => Buffer.from(value, "utf16le").swap16()],
])("a password is found as %s", (_form, encode) => {
  for (const before of [0, 1, 2]) expect(findsIn(text, planted(encode(text), before))).toBe(true);
});

test("a piece of a secret is found that was cut at both ends", () => {
  const token = randomBytes(32).toString("base64url");
  expect(findsIn(token, planted(`${token.slice(5, 33)}…`, 1))).toBe(true);
  expect(findsIn(octets, planted(octets.subarray(9, 37), 0))).toBe(true);
});

test.each(["rsa", "ed25519"] as const)("a private key of %s is found in every file form", (kind) => {
  const { privateKey } =
    kind === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2_048 }) : generateKeyPairSync("ed25519");
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const parts = privateKeyParts(der);
  expect(Object.keys(parts)).toEqual(kind === "rsa" ? ["d", "p", "q", "dp", "dq", "qi"] : ["d"]);
  const files: (Buffer | string)[] = [
    der,
    der.toString("base64"),
    privateKey.export({ type: "pkcs8", format: "pem" }),
    JSON.stringify(privateKey.export({ format: "jwk" })),
    JSON.stringify({ pem: privateKey.export({ type: "pkcs8", format: "pem" }) }),
  ];
  if (kind === "rsa") files.push(privateKey.export({ type: "pkcs1", format: "der" }));
  for (const file of files) {
    for (const part of Object.values(parts)) expect(findsIn(part, planted(file, 1))).toBe(true);
  }
});

test("a public key and a certificate's worth of random octets are taken for no secret", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const scanner = new Scanner();
  for (const [name, part] of Object.entries(
    privateKeyParts(privateKey.export({ type: "pkcs8", format: "der" })),
  )) {
    scanner.add(name, part);
  }
  const spki = publicKey.export({ type: "spki", format: "der" });
  expect(scanner.scan(Buffer.concat([spki, Buffer.from(spki.toString("base64"))]))).toEqual([]);
  expect(scanner.scan(gzipSync(randomBytes(2_000_000)))).toEqual([]);
});

test("what is too short to be told from chance is not taken for a secret to look for", () => {
  expect(() => new Scanner().add("short", "profile_03")).toThrow(/chance/);
});
