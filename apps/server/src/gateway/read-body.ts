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

/** Does the request have a body? */
export function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
}

/** Bytes that are set aside for a body before any of it has come: whoever declares much and sends nothing takes no more than others. */
export function firstBytes(request: IncomingMessage): number {
  if (!hasBody(request)) return 0;
  return Math.min(Number(request.headers["content-length"] ?? FIRST_ROOM), FIRST_ROOM);
}

/** Is more of the body to come than is worth reading, or nobody knows how much? */
export function isEndless(request: IncomingMessage): boolean {
  if (request.complete || !hasBody(request)) return false;
  return !(Number(request.headers["content-length"]) <= DISCARDED);
}

/**
 * The body as it came.
 *
 * @param largest in bytes
 * @param onRoom told how many bytes it takes, each time it takes more; what it throws ends the reading
 * @throws {GateError} body-too-large, unsupported-media-type (a content coding), bad-request
 */
export function readBody(
  request: IncomingMessage,
  largest: number,
  onRoom: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const { headers } = request;
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    return Promise.reject(new GateError("unsupported-media-type", "without a content-encoding"));
  }
  if (!hasBody(request)) return Promise.resolve(EMPTY);
  if (Number(headers["content-length"]) > DISCARDED) return Promise.reject(tooLarge(largest));
  return new Promise((resolve, reject) => {
    const declared = Number(headers["content-length"] ?? 0);
    let body: Buffer = EMPTY;
    let size = 0;
    let pieces = 0;
    /** What is refused is read on to its end, as far as that is worth it, and thrown away. */
    let refused = false;
    const refuse = (error: unknown) => {
      refused = true;
      body = EMPTY;
      onRoom(0);
      reject(error);
    };
    const keep = (chunk: Buffer) => {
      if (size === 0 && chunk.length === declared) {
        onRoom(chunk.length);
        body = chunk;
        return;
      }
      // Into one buffer: a thousand pieces of one byte would take a hundred times their size.
      if (size + chunk.length > body.length) {
        const room = roomFor(size + chunk.length, body.length, declared, largest);
        onRoom(room);
        const larger = Buffer.allocUnsafeSlow(room);
        body.copy(larger);
        body = larger;
      }
      chunk.copy(body, size);
    };
    request.on("data", (chunk: Buffer) => {
      pieces += 1;
      if (!refused && size + chunk.length > largest) refuse(tooLarge(largest));
      if (!refused && pieces > MOST_PIECES) {
        refuse(new GateError("bad-request", "the body comes in too many pieces"));
      }
      try {
        if (!refused) keep(chunk);
      } catch (error) {
        refuse(error);
      }
      size += chunk.length;
      if (size > DISCARDED || pieces > MOST_PIECES) request.pause();
    });
    request.on("end", () => {
      if (!refused) resolve(body.subarray(0, size));
    });
    // The caller has gone.
    request.on("error", () => reject(brokenOff()));
    request.on("close", () => {
      if (!request.complete) reject(brokenOff());
    });
  });
}

/** By doubling, so that memory follows what has come and not what was declared. */
function roomFor(needed: number, held: number, declared: number, largest: number): number {
  const most = declared >= needed ? Math.min(declared, largest) : largest;
  return Math.min(most, Math.max(needed, FIRST_ROOM, held * 2));
}

function brokenOff(): GateError {
  return new GateError("bad-request", "the body broke off");
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
