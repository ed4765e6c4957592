/** So many at once, and afterwards as many as come back evenly with time. */
export class Allowance {
  readonly #most: number;
  readonly #fullAfterMs: number;
  #left: number;
  #at: number;

  /**
   * @param fullAfterMs how long it takes from none to `most`
   * @param now milliseconds on a clock that can't be set back
   */
  constructor(most: number, fullAfterMs: number, now: number) {
    this.#most = most;
    this.#fullAfterMs = fullAfterMs;
    this.#left = most;
    this.#at = now;
  }

  /** @returns false if there is none now */
  take(now: number): boolean {
    if (!this.has(now)) return false;
    this.#left -= 1;
    return true;
  }

  /** Is there one to take? */
  has(now: number): boolean {
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) / this.#fullAfterMs) * this.#most);
    this.#at = now;
    return this.#left >= 1;
  }
}
