import type { onRouteHookHandler } from "fastify";
import { z } from "zod";

/**
 * Refuses a route whose answer holds a transform: zod reads through it but can't write through it, so that such a route fails with the first
 * answer that has the part (https://zod.dev/codecs). A codec does both.
 *
 * @throws when the program starts, naming the route
 */
export const requireTwoWays: onRouteHookHandler = ({ method, url, schema }) => {
  if (isOneWay(schema?.response, new Set()))
    throw new Error(
      `${[method].flat().join(", ")} ${url}: its answer holds a transform, which can't be written`,
    );
};

function isOneWay(part: unknown, seen: Set<unknown>): boolean {
  if (typeof part !== "object" || part === null || seen.has(part)) return false;
  seen.add(part);
  if (!(part instanceof z.core.$ZodType)) return Object.values(part).some((inner) => isOneWay(inner, seen));
  const { def } = part._zod;
  return def.type === "transform" || Object.values(def).some((inner) => isOneWay(inner, seen));
}
