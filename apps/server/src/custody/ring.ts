import type { Backend, MasterKey } from "./backend.ts";
import { CustodyAway, CustodyError } from "./custody.ts";

/** Where a fingerprint was not found it is not looked for again before this has passed, so that a flood of calls looks once. */
const ASK_AGAIN_MS = 1_000;
const MOST_MISSED = 1_000;

/** The master keys of all backends, by fingerprint. */
export class KeyRing {
  readonly backends: readonly Backend[];
  readonly #known = new Map<string, MasterKey>();
  /** As of the last look; `#known` keeps what has gone since. */
  #atHand: ReadonlySet<string> = new Set();
  /** What is wrong with a place, so that its keys can't be used. */
  #faults: readonly CustodyError[] = [];
  readonly #missedAt = new Map<string, number>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(backends: readonly Backend[]) {
    this.backends = backends;
  }

  /**
   * @throws {CustodyAway} it may be in a backend that can't be reached
   * @throws {CustodyError} no backend has it
   */
  async find(fingerprint: string): Promise<MasterKey> {
    const known = this.#known.get(fingerprint);
    if (known !== undefined) return known;
    if (performance.now() - (this.#missedAt.get(fingerprint) ?? Number.NEGATIVE_INFINITY) > ASK_AGAIN_MS) {
      await this.#read();
    }
    const found = this.#known.get(fingerprint);
    if (found !== undefined) return found;
    if (this.#missedAt.size >= MOST_MISSED) this.#missedAt.clear();
    this.#missedAt.set(fingerprint, performance.now());
    const away = this.away();
    if (away.length > 0) throw new CustodyAway(away.join("; "));
    const [fault] = this.#faults;
    if (fault !== undefined) throw fault;
    throw new CustodyError(
      `master key ${fingerprint} is nowhere to be found: put it back from its safe copy (looked in ${this.backends.map(({ place }) => place).join(", ")})`,
    );
  }

  /** Fingerprints of the keys at hand, looked up anew; those of a backend that is away are left out. */
  async held(): Promise<{ readonly fingerprint: string; readonly backend: Backend }[]> {
    const faults: CustodyError[] = [];
    const lists = await Promise.all(
      this.backends.map(async (backend) => {
        try {
          return (await backend.keys()).map((key) => ({ fingerprint: key.fingerprint, key, backend }));
        } catch (error) {
          if (!(error instanceof CustodyError)) throw error;
          // The keys of other places are found all the same.
          if (!(error instanceof CustodyAway)) faults.push(error);
          return [];
        }
      }),
    );
    this.#faults = faults;
    const all = lists.flat();
    this.#atHand = new Set(all.map(({ fingerprint }) => fingerprint));
    for (const { fingerprint, key } of all) this.#known.set(fingerprint, key);
    return all.map(({ fingerprint, backend }) => ({ fingerprint, backend }));
  }

  /** What was at hand a moment ago, without waiting: it is looked up anew behind the back of who asks. */
  recentlyHeld(): readonly string[] {
    if (performance.now() - this.#readAt > ASK_AGAIN_MS) void this.#read().catch(() => undefined);
    return [...this.#atHand];
  }

  /** What can't be reached, and why. */
  away(): string[] {
    return this.backends.map((backend) => backend.away()).filter((reason) => reason !== null);
  }

  async close(): Promise<void> {
    await Promise.all(this.backends.map((backend) => backend.close()));
  }

  /** Those who ask while it is being read wait for the same reading. */
  #read(): Promise<void> {
    this.#reading ??= this.held()
      .then(() => undefined)
      .finally(() => {
        this.#readAt = performance.now();
        this.#reading = null;
      });
    return this.#reading;
  }
}
