import { isDeepStrictEqual } from "node:util";
import { request } from "undici";
import type { PublishedEncryption } from "../../conformance/gate/published-library.ts";
import type { Ready } from "./child.ts";
import { ANSWER, CALL_PATH } from "./material.ts";

/** The same number for a fast target as for a slow one, since each costs the cores that are measured. */
const EVERY_MS = 500;

/**
 * While the load runs: calls beside it, whose answers are decrypted with the partner's key and compared with what was to be answered.
 *
 * @returns how many answers were right
 * @throws at the first that is not
 */
export async function sample(
  target: Ready,
  partner: PublishedEncryption,
  bodies: readonly string[],
  stop: AbortSignal,
): Promise<number> {
  let right = 0;
  while (!stop.aborted) {
    const next = performance.now() + EVERY_MS;
    const answer = await request(target.url + CALL_PATH, {
      method: "POST",
      headers: target.headers,
      body: bodies[(right * 37) % bodies.length] ?? "",
    });
    const body: unknown = await answer.body.json();
    const isSealed =
      typeof body === "object" && body !== null && Object.keys(body).join() === "encryptedData";
    if (answer.statusCode !== 200 || !isSealed) {
      throw new Error(
        `an answer is not encrypted: ${answer.statusCode} ${JSON.stringify(body).slice(0, 200)}`,
      );
    }
    const decrypted = partner.decrypt({ request: { url: CALL_PATH }, body });
    // The published library adds a member "$" to what it encrypts whole.
    const { $: _added, ...content } = decrypted as Record<string, unknown>;
    if (!isDeepStrictEqual(content, ANSWER)) throw new Error("an answer decrypts to something else");
    right += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  return right;
}
