import type { FastifyRequest } from "fastify";
import { Problem } from "../problems/problem.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site makes a person's browser send. A browser puts Origin on every request that changes something, so an Origin
 * must be this host; a program that sends none says so by a header which a form or an image on another site can't set.
 */
export async function checkOrigin(request: FastifyRequest): Promise<void> {
  if (SAFE.has(request.method)) return;
  const origin = request.headers.origin;
  const allowed =
    origin === undefined ? request.headers["x-gatehouse-client"] === "1" : hostOf(origin) === request.host;
  if (!allowed) {
    throw new Problem(
      "forbidden-origin",
      origin === undefined
        ? "A program must send the header x-gatehouse-client: 1."
        : "This request came from a page of another site.",
    );
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
