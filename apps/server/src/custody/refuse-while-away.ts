import { Problem } from "../problems/problem.ts";
import { type Custody, CustodyAway } from "./custody.ts";

const RETRY_AFTER_SECONDS = 10;

/**
 * Custody for what people ask of the desk: while its backend is away, what needs it is refused with a word they can act on. What doesn't need
 * it goes on: reading, and also revoking and deleting, which must never wait for a token.
 */
export function refuseWhileAway(custody: Custody): Custody {
  return {
    makePair: custody.makePair,
    wrap: (value, context) => refusing(() => custody.wrap(value, context)),
    unwrap: (value, context) => refusing(() => custody.unwrap(value, context)),
  };
}

/** @throws {Problem} key-store-away; nothing was changed */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CustodyAway)) throw error;
    throw new Problem(
      "key-store-away",
      "The key store can't be reached, so keys and secrets can't be made or shown until it is back. Nothing was changed; reading, revoking and deleting go on. Try again shortly.",
      { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error },
    );
  }
}
