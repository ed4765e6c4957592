import { randomInt } from "node:crypto";

/**
 * A ten-digit id below 2^31, so that a transaction's id, which is an account's id and 22 bits more, is still an exact JavaScript number.
 * Random, because numbers in order would tell a tenant how many others there are.
 */
export function randomId(): number {
  return randomInt(1_000_000_000, 2 ** 31);
}
