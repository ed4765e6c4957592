import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** Sends JSON lines as a file to be kept, each as it is read. */
export function sendLines(reply: FastifyReply, lines: AsyncGenerator<string>, fileName: string): never {
  return reply
    .type("application/jsonl")
    .header("content-disposition", `attachment; filename="${fileName}"`)
    .send(Readable.from(lines)) as never;
}
