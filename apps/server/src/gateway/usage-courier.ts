import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { UsageBatch } from "./count.ts";
import { HeldUsage, type MonotonicMs } from "./held-usage.ts";
import type { DeliverUsage } from "./usage-report.ts";
import type { UsageSpool } from "./usage-spool.ts";

/** Reports held at most; with a thousand lines each, some 16 MB in memory and on disk. */
const MOST_HELD = 64;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** What can't be delivered within this time when the gateway stops waits on disk. */
const GOODBYE_MS = 3_000;

export interface CourierOptions {
  /** The gateway's name. */
  readonly gateway: string;
  readonly deliver: DeliverUsage;
  /** Null: nothing can be kept on disk. */
  readonly spool: UsageSpool | null;
  readonly log: Logger;
  /** For tests: milliseconds on a clock that can't be set back, and how long a pause is. */
  readonly monotonic?: () => MonotonicMs;
  readonly firstPauseMs?: number;
}

/**
 * Brings counts to the desk, one report after the other in the order of their numbers, and each until the desk has answered. What isn't
 * delivered when the next counts come is on disk, so a process that is killed loses the counts of a second or two and nothing else.
 */
export class UsageCourier {
  readonly #options: CourierOptions;
  readonly #now: () => MonotonicMs;
  readonly #source = randomUUID();
  readonly #held: HeldUsage[] = [];
  #number = 0;
  #disk: Promise<void> = Promise.resolve();
  #diskFails = false;
  #pauseMs = 0;
  #retry: NodeJS.Timeout | undefined;
  #sending: Promise<void> | null = null;
  #underWay: HeldUsage | null = null;
  #away = false;
  #closing = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#now = options.monotonic ?? (() => performance.now());
  }

  /** Takes up what an earlier process has left. */
  async start(): Promise<void> {
    const { spool, log } = this.#options;
    if (spool === null) return;
    try {
      const { held, unreadable } = await spool.read(this.#now());
      if (unreadable > 0) log.error({ unreadable }, "reports of use on disk could not be read");
      this.#held.unshift(...held);
      this.#dropTooMany();
    } catch (error) {
      log.warn({ err: error }, "the folder of undelivered use can't be read");
    }
    this.#send();
  }

  take(batch: UsageBatch): void {
    const waiting = this.#held.length > 0;
    const last = this.#held.at(-1);
    let left = (last === undefined || last.sent ? this.#begin() : last).add(batch, this.#now());
    while (left.calls.length + left.uses.length + left.callers.length > 0)
      left = this.#begin().add(left, this.#now());
    this.#dropTooMany();
    if (waiting) this.#save();
    this.#send();
  }

  /** Tries once more to deliver everything, for a short time; the rest is on disk afterwards. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#retry);
    const late = new Promise<void>((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
    await Promise.race([(this.#sending ?? Promise.resolve()).then(() => this.#sendAll()), late]);
    this.#save();
    await this.#disk;
  }

  #begin(): HeldUsage {
    this.#number += 1;
    const held = new HeldUsage(this.#source, this.#number);
    this.#held.push(held);
    return held;
  }

  #send(): void {
    if (this.#sending !== null || this.#retry !== undefined || this.#closing) return;
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = null;
      if (this.#held.length === 0 || this.#closing) return;
      // New counts came while the last report was under way, or the desk is away.
      if (this.#pauseMs === 0) return this.#send();
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#send();
      }, this.#pauseMs);
      this.#retry.unref();
    });
  }

  async #sendAll(): Promise<void> {
    const { deliver, gateway, log } = this.#options;
    for (let head = this.#held[0]; head !== undefined; head = this.#held[0]) {
      head.sent = true;
      this.#underWay = head;
      const outcome = await deliver(head.report(gateway, this.#now())).catch(() => "unreachable" as const);
      this.#underWay = null;
      if (outcome === "unreachable") {
        this.#pauseMs = Math.min(
          LONGEST_PAUSE_MS,
          Math.max(this.#options.firstPauseMs ?? FIRST_PAUSE_MS, this.#pauseMs * 2),
        );
        if (!this.#away)
          log.warn({ held: this.#held.length }, "use can't be delivered to the desk; it waits");
        this.#away = true;
        this.#save();
        return;
      }
      if (outcome === "refused") log.error({ calls: head.size }, "the desk refused counts, which are lost");
      if (this.#away) log.info("use is delivered to the desk again");
      this.#away = false;
      this.#pauseMs = 0;
      const at = this.#held.indexOf(head);
      if (at !== -1) this.#held.splice(at, 1);
      this.#remove(head);
    }
  }

  /** The oldest go: of a time that long ago the least is missed. The one under way may be on the desk already. */
  #dropTooMany(): void {
    let calls = 0;
    while (this.#held.length > MOST_HELD) {
      const oldest = this.#held.findIndex((held) => held !== this.#underWay);
      for (const dropped of this.#held.splice(oldest, 1)) {
        calls += dropped.size;
        this.#remove(dropped);
      }
    }
    if (calls > 0) {
      this.#options.log.error({ calls }, "too much use waits for the desk; the oldest counts are lost");
    }
  }

  #save(): void {
    const { spool } = this.#options;
    if (spool === null) return;
    for (const held of this.#held.filter(({ unsaved }) => unsaved)) {
      held.unsaved = false;
      this.#onDisk(async () => {
        if (!this.#held.includes(held)) return;
        await spool.write(held, this.#now()).catch((error: unknown) => {
          held.unsaved = true;
          throw error;
        });
      });
    }
  }

  #remove(held: HeldUsage): void {
    const { spool } = this.#options;
    if (spool !== null) this.#onDisk(() => spool.remove(held));
  }

  #onDisk(work: () => Promise<void>): void {
    this.#disk = this.#disk.then(work).then(
      () => {
        this.#diskFails = false;
      },
      (error: unknown) => {
        if (!this.#diskFails) this.#options.log.warn({ err: error }, "use can't be kept on disk");
        this.#diskFails = true;
      },
    );
  }
}
