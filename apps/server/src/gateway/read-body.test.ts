import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { GateError } from "../problems/gate-errors.ts";
import { firstBytes, readBody } from "./read-body.ts";

/** A request whose body comes in these pieces. */
function requestOf(pieces: readonly Buffer[], headers: Record<string, string>): IncomingMessage {
  const stream = new PassThrough();
  const request = Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
  setImmediate(async () => {
    for (const piece of pieces) {
      stream.write(piece);
      // A pause, or the stream would join them.
      await new Promise(setImmediate);
    }
    stream.end();
  });
  return request;
}
const bytes = (text: string) => [...text].map((letter) => Buffer.from(letter));
const chunked = { "transfer-encoding": "chunked" };

test("a body in a thousand pieces of one byte is one buffer of about its size", async () => {
  const text = "0123456789".repeat(100);
  for (const headers of [chunked, { "content-length": "1000" }]) {
    const body = await readBody(requestOf(bytes(text), headers), 100_000);
    expect(body.toString()).toBe(text);
    expect(body.buffer.byteLength).toBeLessThanOrEqual(16 * 1024);
  }
});

test("a body that grows keeps what came before, up to its bound and not over it", async () => {
  const pieces = Array.from({ length: 50 }, (_, n) => Buffer.alloc(1_000, n));
  expect(await readBody(requestOf(pieces, chunked), 50_000)).toEqual(Buffer.concat(pieces));
  await expect(readBody(requestOf(pieces, chunked), 49_999)).rejects.toMatchObject({
    kind: "body-too-large",
  });
});

test("a body that comes whole isn't copied", async () => {
  const whole = Buffer.from('{"a":1}');
  expect(await readBody(requestOf([whole], { "content-length": "7" }), 100)).toEqual(whole);
});

test("a body in more pieces than any client needs is given up", async () => {
  const pieces = Array.from({ length: 8_193 }, () => Buffer.from("a"));
  const reading = readBody(requestOf(pieces, chunked), 100_000);
  await expect(reading).rejects.toThrow(GateError);
  await expect(reading).rejects.toMatchObject({ kind: "bad-request" });
});

test("memory follows what has come, not what was declared, and is told beforehand", async () => {
  const rooms: number[] = [];
  const pieces = Array.from({ length: 40 }, () => Buffer.alloc(1_000, "a"));
  const body = await readBody(requestOf(pieces, { "content-length": "40000" }), 2_000_000, (bytes) =>
    rooms.push(bytes),
  );
  expect(body).toHaveLength(40_000);
  expect(rooms).toEqual([16_384, 32_768, 40_000]);
  expect(firstBytes(requestOf([], { "content-length": "2000000" }))).toBe(16_384);
  expect(firstBytes(requestOf([], { "content-length": "7" }))).toBe(7);
  expect(firstBytes(requestOf([], chunked))).toBe(16_384);
  expect(firstBytes(requestOf([], {}))).toBe(0);
});

test("where there is no room the reading ends with what was said of it", async () => {
  const pieces = Array.from({ length: 40 }, () => Buffer.alloc(1_000, "a"));
  const reading = readBody(requestOf(pieces, chunked), 2_000_000, (bytes) => {
    if (bytes > 20_000) throw new GateError("busy");
  });
  await expect(reading).rejects.toMatchObject({ kind: "busy" });
});
