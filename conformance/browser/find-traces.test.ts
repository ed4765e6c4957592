import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { findTraces } from "./find-traces.ts";

const secret = randomBytes(256);

test.each([
  ["raw", (piece: Buffer) => piece],
  ["hex", (piece: Buffer) => Buffer.from(piece.toString("hex"))],
  ["capital hex", (piece: Buffer) => Buffer.from(piece.toString("hex").toUpperCase())],
  ["base64", (piece: Buffer) => Buffer.from(piece.toString("base64"))],
  ["base64url", (piece: Buffer) => Buffer.from(piece.toString("base64url"))],
])("a piece of a secret sent as %s is found, from wherever it begins", (_form, encode) => {
  for (const start of [0, 1, 2, 77]) {
    const sent = Buffer.concat([
      Buffer.from('{"x":"'),
      encode(secret.subarray(start, start + 48)),
      Buffer.from('"}'),
    ]);
    expect(findTraces(sent, secret)).not.toEqual([]);
  }
});

test("other random bytes leave no trace", () => {
  expect(findTraces(Buffer.from(randomBytes(20_000).toString("base64")), secret)).toEqual([]);
});
