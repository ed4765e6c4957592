import { randomUUIDv7 } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { GateError } from "../problems/gate-errors.ts";
import { type Answer, answerOf, jsonAnswer, send } from "./answer.ts";
import { type GateParts, handleCall, type Line } from "./handle-call.ts";
import { isEndless } from "./read-body.ts";

/** Calls in hand at once; what they may hold of bodies is bounded by the budget. */
const MOST_IN_HAND = 16_384;
const HEADER_BYTES = 16 * 1024;
const MOST_CONNECTIONS = 16_384;
/** A connection on which nothing moves for so long is closed, whichever side is to speak; longer than any upstream may take. */
const SILENT_MS = 70_000;

/**
 * The gate's HTTP server: health, calls, and an answer with a request id for whatever goes wrong. Neither headers nor bodies nor paths are
 * logged.
 */
export function createGateServer(options: {
  readonly log: Logger;
  readonly missing: () => readonly string[];
  readonly gate: GateParts;
}): Server {
  let inHand = 0;
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      const requestId = randomUUIDv7();
      const health = healthOf(request, options.missing);
      if (health !== null) return send(response, requestId, health);
      if (inHand >= MOST_IN_HAND) {
        return send(
          response,
          requestId,
          answerOf(new GateError("busy", undefined, { retryAfterSeconds: 1 })),
        );
      }
      inHand += 1;
      const call = new CallInHand(response);
      call.whenOver(() => {
        inHand -= 1;
      });
      handleCall(request, requestId, call, options.gate)
        .catch((error: unknown) => {
          logFailure(options.log, requestId, error);
          return answerOf(error);
        })
        .then((answer) => {
          if (isEndless(request)) response.shouldKeepAlive = false;
          send(response, requestId, answer);
        })
        .catch((error: unknown) => {
          logFailure(options.log, requestId, error);
          response.destroy();
        })
        .finally(() => call.done());
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = SILENT_MS;
  server.on("clientError", answerBrokenRequest);
  return server;
}

function healthOf(request: IncomingMessage, missing: () => readonly string[]): Answer | null {
  if (request.method !== "GET") return null;
  if (request.url === "/livez") return jsonAnswer(200, { status: "ok" });
  if (request.url !== "/readyz") return null;
  const names = missing();
  return jsonAnswer(names.length === 0 ? 200 : 503, {
    status: names.length === 0 ? "ok" : "waiting",
    missing: names,
  });
}

/**
 * A call from its beginning until its answer has been sent or lost: whoever reads an answer slowly, or not at all, holds on to what the call
 * has taken.
 */
class CallInHand implements Line {
  readonly #gone = new AbortController();
  readonly #callbacks: (() => void)[] = [];
  /** The work, and the sending of its answer. */
  #open = 2;

  constructor(response: ServerResponse) {
    response.once("close", () => {
      if (!response.writableFinished) this.#gone.abort();
      this.done();
    });
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  whenOver(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** One of the two is over. */
  done(): void {
    this.#open -= 1;
    if (this.#open === 0) for (const callback of this.#callbacks) callback();
  }
}

function logFailure(log: Logger, requestId: string, error: unknown): void {
  if (!(error instanceof GateError)) log.error({ requestId, err: error }, "a call failed unexpectedly");
  else if (error.status >= 500) log.warn({ requestId, kind: error.kind, err: error.cause }, "a call failed");
}

/** What Node.js couldn't read as HTTP gets an answer in the same form (RFC 9112 §2.2). */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const refusal = tooLarge
    ? new GateError("headers-too-large", `at most ${HEADER_BYTES} bytes`)
    : new GateError("bad-request", "this is not an HTTP request");
  const body = JSON.stringify(refusal.body);
  socket.end(
    `HTTP/1.1 ${refusal.status} ${tooLarge ? "Request Header Fields Too Large" : "Bad Request"}\r\n` +
      `x-request-id: ${randomUUIDv7()}\r\ncontent-type: application/json\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
