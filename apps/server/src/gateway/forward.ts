import type { IncomingHttpHeaders } from "node:http";
import type { UpstreamAnswer } from "./upstream.ts";

/** What a request may bring to the upstream. Never the App Key, the token, or anything a proxy believes. */
const PASSED_ON = ["accept", "accept-language"] as const;
/** What an answer may bring back. Cookies and whatever tells of the upstream's own house stay behind. */
const PASSED_BACK = [
  "content-type",
  "content-language",
  "content-disposition",
  "cache-control",
  "retry-after",
] as const;

export interface Caller {
  readonly requestId: string;
  readonly environmentId: string;
  readonly partnerId: string;
}

/** The headers of the request as the upstream gets it. */
export function forwardedHeaders(
  received: IncomingHttpHeaders,
  caller: Caller,
  hasBody: boolean,
): Record<string, string> {
  const headers: Record<string, string> = {
    "x-request-id": caller.requestId,
    "x-gatehouse-environment": caller.environmentId,
    "x-gatehouse-partner-id": caller.partnerId,
  };
  for (const name of PASSED_ON) {
    const value = received[name];
    if (typeof value === "string") headers[name] = value;
  }
  if (hasBody) headers["content-type"] = "application/json";
  return headers;
}

/** The headers of the answer as the caller gets it; they speak of the body as the upstream sent it. */
export function returnedHeaders(received: UpstreamAnswer["headers"]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of PASSED_BACK) {
    const value = received[name];
    if (typeof value === "string") headers[name] = value;
  }
  headers["cache-control"] ??= "no-store";
  const { location } = received;
  // An absolute address would tell where the upstream lives.
  if (typeof location === "string" && /^\/(?!\/)/.test(location)) headers.location = location;
  return headers;
}
