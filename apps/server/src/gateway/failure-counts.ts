/** Bounds the memory that strangers can fill; the longest-known count is forgotten first. */
const MOST_COUNTS = 50_000;

interface Count {
  readonly failures: number;
  readonly until: number;
}

export interface FailureLimit {
  readonly most: number;
  readonly windowMs: number;
  /** Does each failure begin the window anew, or does it end when it ends? */
  readonly from: "last-failure" | "first-failure";
}

/** Failures by name, in a window of time. */
export class FailureCounts {
  readonly #limit: FailureLimit;
  readonly #clock: () => Date;
  readonly #counts = new Map<string, Count>();

  constructor(limit: FailureLimit, clock: () => Date) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** @returns seconds to wait if there were as many failures as there may be, else null */
  wait(name: string): number | null {
    const { failures, until } = this.#alive(name);
    return failures < this.#limit.most ? null : Math.ceil((until - this.#clock().getTime()) / 1_000);
  }

  add(name: string): void {
    const { failures, until } = this.#alive(name);
    const fresh = failures === 0 || this.#limit.from === "last-failure";
    this.#counts.delete(name);
    this.#counts.set(name, {
      failures: failures + 1,
      until: fresh ? this.#clock().getTime() + this.#limit.windowMs : until,
    });
    if (this.#counts.size <= MOST_COUNTS) return;
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  /** They were none after all. */
  takeBack(name: string, failures: number): void {
    const known = this.#counts.get(name);
    if (known === undefined) return;
    if (known.failures <= failures) this.#counts.delete(name);
    else this.#counts.set(name, { failures: known.failures - failures, until: known.until });
  }

  #alive(name: string): Count {
    const known = this.#counts.get(name);
    return known === undefined || known.until <= this.#clock().getTime() ? { failures: 0, until: 0 } : known;
  }
}
