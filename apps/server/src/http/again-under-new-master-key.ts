import type { RouteOptions } from "fastify";
import { isUnderRetiredMasterKey } from "../database/wrapped-columns.ts";

/** A rotation takes seconds, so a second one can't come about while a request is under way. */
const ATTEMPTS = 2;

/**
 * For `onRoute`: what a handler wraps is wrapped before its transaction, and the master key may be retired in between. Then the database
 * refuses the transaction as a whole, and the handler runs once more, under the master key that is current now.
 */
export function againUnderNewMasterKey(route: RouteOptions): void {
  const { handler } = route;
  route.handler = async function again(request, reply) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await handler.call(this, request, reply);
      } catch (error) {
        if (attempt === ATTEMPTS || !isUnderRetiredMasterKey(error)) throw error;
        request.log.info("a master key was retired under a request, which is carried out anew");
      }
    }
  };
}
