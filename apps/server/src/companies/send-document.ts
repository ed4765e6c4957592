import type { FastifyReply } from "fastify";
import { attachment } from "./document.ts";

/**
 * Hands out a file that somebody has sent: to be saved, never shown by the browser as a page of this desk, and kept by no cache on the way.
 *
 * @param document its `type` was told by its bytes when it came
 */
export function sendDocument(
  reply: FastifyReply,
  document: { readonly name: string; readonly type: string; readonly content: Buffer },
) {
  return reply
    .type(document.type)
    .header("content-disposition", attachment(document.name))
    .header("cache-control", "private, no-store")
    .send(document.content);
}
