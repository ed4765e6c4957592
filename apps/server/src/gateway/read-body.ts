import type { IncomingMessage } from "node:http";
import { GateError } from "../problems/gate-errors.ts";

/** 2 MiB. */
export const LARGEST_BODY = 2 * 1024 * 1024;
/** A body up to this size is read to its end before it is refused, because a client that is still sending may never see the answer. */
const DISCARDED = 16 * 1024 * 1024;
/** Each costs a turn of the program: 2 MiB in packets of the smallest usual size are half as many. */
const MOST_PIECES = 8_192;
const FIRST_ROOM = 16 * 1024;
const EMPTY = Buffer.alloc(0);

/** Bytes that the body may turn out to have, 0 where there is none. */
export function mostBytes(request: IncomingMessage, largest: number): number {
  const { "content-length": declared, "transfer-encoding": transfer } = request.headers;
  if (declared !== undefined) return Math.min(Number(declared), largest);
  return transfer === undefined ? 0 : largest;
}

/** Is more of the body to come than is worth reading, or nobody knows how much? */
export function isEndless(request: IncomingMessage): boolean {
  if (request.complete || mostBytes(request, 1) === 0) return false;
  return !(Number(request.headers["content-length"]) <= DISCARDED);
}

/**
 * The body as it came.
 *
 * @param largest in bytes
 * @throws {GateError} body-too-large, unsupported-media-type (a content coding)
 */
export function readBody(request: IncomingMessage, largest: number): Promise<Buffer> {
  const { headers } = request;
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    return Promise.reject(new GateError("unsupported-media-type", "without a content-encoding"));
  }
  if (mostBytes(request, largest) === 0) return Promise.resolve(EMPTY);
  if (Number(headers["content-length"]) > DISCARDED) return Promise.reject(tooLarge(largest));
  return new Promise((resolve, reject) => {
    const declared = Number(headers["content-length"] ?? 0);
    let body: Buffer = EMPTY;
    let size = 0;
    let pieces = 0;
    request.on("data", (chunk: Buffer) => {
      pieces += 1;
      if (size + chunk.length > largest) body = EMPTY;
      else if (size === 0 && chunk.length === declared) body = chunk;
      else {
        // Into one buffer: a thousand pieces of one byte would take a hundred times their size.
        if (size + chunk.length > body.length) body = grown(body, size + chunk.length, declared, largest);
        chunk.copy(body, size);
      }
      size += chunk.length;
      if (size > DISCARDED || pieces > MOST_PIECES) {
        request.pause();
        reject(
          size > DISCARDED
            ? tooLarge(largest)
            : new GateError("bad-request", "the body comes in too many pieces"),
        );
      }
    });
    request.on("end", () => {
      if (size > largest) reject(tooLarge(largest));
      else resolve(body.subarray(0, size));
    });
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new GateError("bad-request", "the body broke off"));
    });
  });
}

/** With the bytes so far, and room for `needed`: what was declared at once, else by doubling. */
function grown(body: Buffer, needed: number, declared: number, largest: number): Buffer {
  const room = declared >= needed ? declared : Math.max(needed, FIRST_ROOM, body.length * 2);
  const larger = Buffer.allocUnsafeSlow(Math.min(room, largest));
  body.copy(larger);
  return larger;
}

function tooLarge(largest: number): GateError {
  return new GateError("body-too-large", `at most ${largest} bytes`);
}

/** @throws {GateError} unsupported-media-type */
export function requireJson(request: IncomingMessage): void {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/(?:json|[a-z0-9.-]+\+json)\s*(?:;|$)/i.test(type)) {
    throw new GateError("unsupported-media-type", "XML isn't spoken here");
  }
}
