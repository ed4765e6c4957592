import type { ServerResponse } from "node:http";
import { GateError } from "../problems/gate-errors.ts";

/** What goes back to the caller. A text body is of one byte a letter (latin1): a JWE in JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string | null;
}

/** The published form of an error; anything unexpected is told as ours, without its words. */
export function answerOf(error: unknown): Answer {
  const refusal = error instanceof GateError ? error : new GateError("internal-error");
  return {
    ...jsonAnswer(refusal.status, refusal.body),
    headers: {
      ...JSON_HEADERS,
      ...(refusal.retryAfterSeconds === null ? {} : { "retry-after": String(refusal.retryAfterSeconds) }),
      ...(refusal.kind === "method-not-allowed" ? { allow: "GET, POST, PUT, PATCH, DELETE" } : {}),
    },
  };
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(body), "utf8") };
}

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

export function send(response: ServerResponse, requestId: string, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const { body } = answer;
  const head: Record<string, string | number> = { ...answer.headers, "x-request-id": requestId };
  // RFC 9110 §8.6: no Content-Length with 204 and 304.
  const bodiless = answer.status === 204 || answer.status === 304;
  if (!bodiless) head["content-length"] = body?.length ?? 0;
  response.writeHead(answer.status, head);
  if (bodiless || body === null) response.end();
  else if (typeof body === "string") response.end(body, "latin1");
  else response.end(body);
}
