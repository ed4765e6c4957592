import type { CustomFetchOptions } from "openid-client";

/** More than any description, key set or token answer has. */
const ANSWER_AT_MOST = 512 * 1024;

/** Fetches without following redirects, and reads no more of an answer than it can need. */
export async function boundedFetch(url: string, options: CustomFetchOptions): Promise<Response> {
  const response = await fetch(url, { ...(options as RequestInit), redirect: "manual" });
  if (response.status >= 500) {
    await response.body?.cancel();
    throw new TypeError("the service is out of order");
  }
  if (response.body === null) return response;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    // Leaving the loop cancels the rest.
    if (length > ANSWER_AT_MOST) throw new TypeError("the answer is too long");
    parts.push(part);
  }
  const { status, statusText, headers } = response;
  return new Response(Buffer.concat(parts), { status, statusText, headers });
}
