import type { Logger } from "pino";
import { inTime } from "./in-time.ts";
import type { EntryOfCalls, Secrets } from "./secrets.ts";

/**
 * Shared secrets that the key book has brought anew, and that are not open yet. Meanwhile those held serve on, so that what is published
 * after them, a revocation above all, doesn't wait for a key store that is away.
 */
export class SecretsToReopen {
  readonly #secrets: Secrets;
  readonly #log: Logger;
  readonly #onOpen: () => void;
  readonly #waiting = new Map<string, { readonly number: number; readonly entry: EntryOfCalls }>();
  #trying = false;
  #away = false;

  /** @param onOpen told when one has been opened */
  constructor(secrets: Secrets, log: Logger, onOpen: () => void) {
    this.#secrets = secrets;
    this.#log = log;
    this.#onOpen = onOpen;
  }

  /** @param number of the change that brought it */
  add(number: number, entry: EntryOfCalls): void {
    this.#waiting.set(entry.id, { number, entry });
  }

  clear(): void {
    this.#waiting.clear();
  }

  /** The highest number up to which nothing waits here; infinite where nothing waits at all. */
  get upTo(): number {
    return Math.min(...[...this.#waiting.values()].map(({ number }) => number - 1));
  }

  /** Tries each once more, beside whatever else goes on: a key store that hangs holds nothing up. */
  try(): void {
    if (this.#trying || this.#waiting.size === 0) return;
    this.#trying = true;
    void this.#tryAll().finally(() => {
      this.#trying = false;
    });
  }

  async #tryAll(): Promise<void> {
    for (const [id, waiting] of [...this.#waiting]) {
      try {
        await inTime(this.#secrets.open(waiting.entry));
      } catch (error) {
        if (!this.#away) {
          this.#log.warn(
            { err: error, secret: id },
            "a shared secret can't be opened anew; going on with the one held",
          );
        }
        this.#away = true;
        return;
      }
      if (this.#waiting.get(id) === waiting) this.#waiting.delete(id);
      if (this.#away) this.#log.info({ secret: id }, "a shared secret could be opened anew");
      this.#away = false;
      this.#onOpen();
    }
  }
}
