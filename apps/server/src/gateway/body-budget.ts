import { GateError } from "../problems/gate-errors.ts";

/** 256 MiB of bodies in hand at once, whoever sends them. */
const BYTES = 256 * 1024 * 1024;

/** Bounds the memory that the bodies of all running calls take together. */
export class BodyBudget {
  #free: number;

  constructor(bytes = BYTES) {
    this.#free = bytes;
  }

  /**
   * @param bytes as declared, or the most there may be
   * @returns gives them back
   * @throws {GateError} busy
   */
  take(bytes: number): () => void {
    if (bytes > this.#free) throw new GateError("busy", undefined, { retryAfterSeconds: 1 });
    this.#free -= bytes;
    return () => {
      this.#free += bytes;
    };
  }
}
