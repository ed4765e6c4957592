import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8 * 1024;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random octets for keys and nonces, from the system's generator (NIST SP 800-90A) and each given out once. They are drawn for many messages
 * at a time, because a draw of its own for each costs as much as encrypting a kilobyte; what was given out is wiped here.
 *
 * @param count at most 1,024
 */
export function randomOctets(count: number): Buffer {
  if (!Number.isInteger(count) || count < 1 || count > 1_024) throw new RangeError("1 to 1,024 octets");
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const octets = Buffer.allocUnsafeSlow(count);
  pool.copy(octets, 0, used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return octets;
}
