import type { CallCount, UsageBatch } from "./count.ts";
import type { SeenCaller } from "./known-fleet.ts";
import type { ReportedCaller, UsageReport } from "./usage-report.ts";

/** Times are of a clock that can't be set back: milliseconds since this process began, below zero for what is from before. */
export type MonotonicMs = number;

export interface HeldCalls extends CallCount {
  at: MonotonicMs;
}

export interface HeldUses {
  readonly id: string;
  count: number;
  first: MonotonicMs;
  last: MonotonicMs;
}

export interface HeldCaller extends SeenCaller {
  readonly at: MonotonicMs;
}

/** Lines of one report, so that no message to the desk grows without bound. */
export const MOST_LINES = 1_000;
/** A caller with its keys is as long as so many lines of counts. */
const LINES_OF_A_CALLER = 8;
const MINUTE_MS = 60_000;
/** Calls are kept by the hour on the desk. */
const CALLS_SLOT_MS = 10 * MINUTE_MS;

/** One report in the making, or waiting to be delivered. What has been sent once isn't changed any more: it may have been counted. */
export class HeldUsage {
  readonly source: string;
  readonly number: number;
  sent = false;
  /** Has it changed since it was written to disk? */
  unsaved = true;
  readonly #calls: Map<string, HeldCalls>;
  readonly #uses: Map<string, HeldUses>;
  readonly #callers: Map<string, HeldCaller>;

  constructor(
    source: string,
    number: number,
    lines: {
      readonly calls: readonly HeldCalls[];
      readonly uses: readonly HeldUses[];
      readonly callers: readonly HeldCaller[];
    } = { calls: [], uses: [], callers: [] },
  ) {
    this.source = source;
    this.number = number;
    this.#calls = new Map(lines.calls.map((call) => [nameOfCalls(call, call.at), call]));
    this.#uses = new Map(lines.uses.map((use) => [nameOfUses(use.id, use.first), use]));
    this.#callers = new Map(lines.callers.map((caller) => [nameOfCaller(caller), caller]));
  }

  get calls(): readonly HeldCalls[] {
    return [...this.#calls.values()];
  }

  get uses(): readonly HeldUses[] {
    return [...this.#uses.values()];
  }

  get callers(): readonly HeldCaller[] {
    return [...this.#callers.values()];
  }

  /** How many calls would be lost with it. */
  get size(): number {
    return this.calls.reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Adds what happened just now.
   *
   * @returns what there was no room for
   */
  add(batch: UsageBatch, now: MonotonicMs): UsageBatch {
    this.unsaved = true;
    return {
      calls: batch.calls.filter((call) => !this.#addCalls(call, now)),
      uses: batch.uses.filter(({ id, count }) => !this.#addUses(id, count, now)),
      callers: batch.callers.filter((caller) => !this.#addCaller(caller, now)),
    };
  }

  /** As it is sent now. */
  report(gateway: string, now: MonotonicMs): UsageReport {
    const age = (at: MonotonicMs) => Math.max(0, Math.round(now - at));
    return {
      source: this.source,
      number: this.number,
      gateway,
      calls: this.calls.map(({ at, environmentId: _, milliseconds, ...call }) => ({
        ...call,
        milliseconds: Math.round(milliseconds),
        ageMs: age(at),
      })),
      uses: this.uses.map(({ id, count, first, last }) => ({
        id,
        count,
        firstAgeMs: age(first),
        lastAgeMs: age(last),
      })),
      callers: this.callers.map(({ at, ...caller }) => ({ ...saidBy(caller), ageMs: age(at) })),
    };
  }

  get #full(): boolean {
    const lines = this.#calls.size + this.#uses.size + LINES_OF_A_CALLER * this.#callers.size;
    return lines >= MOST_LINES;
  }

  #addCalls(call: CallCount, now: MonotonicMs): boolean {
    const name = nameOfCalls(call, now);
    const known = this.#calls.get(name);
    if (known === undefined) {
      if (this.#full) return false;
      this.#calls.set(name, { ...call, at: now });
    } else {
      known.count += call.count;
      known.milliseconds += call.milliseconds;
      known.at = now;
    }
    return true;
  }

  #addCaller(seen: SeenCaller, now: MonotonicMs): boolean {
    const name = nameOfCaller(seen);
    if (this.#full && !this.#callers.has(name)) return false;
    this.#callers.set(name, { ...seen, at: now });
    return true;
  }

  #addUses(id: string, count: number, now: MonotonicMs): boolean {
    const name = nameOfUses(id, now);
    const known = this.#uses.get(name);
    if (known === undefined) {
      if (this.#full) return false;
      this.#uses.set(name, { id, count, first: now, last: now });
    } else {
      known.count += count;
      known.last = now;
    }
    return true;
  }
}

function saidBy({ environmentId, caller, keys }: SeenCaller): Omit<ReportedCaller, "ageMs"> {
  if (keys === null) return { environmentId, caller, said: "nothing", kids: [] };
  if (keys === "unreadable") return { environmentId, caller, said: "unreadable", kids: [] };
  return { environmentId, caller, said: "keys", kids: keys };
}

function nameOfCaller({ environmentId, caller }: SeenCaller): string {
  return `${environmentId} ${caller}`;
}

function nameOfCalls(call: CallCount, at: MonotonicMs): string {
  const slot = Math.floor(at / CALLS_SLOT_MS);
  return `${slot} ${call.credentialId} ${call.statusClass} ${call.encrypted} ${call.operation}`;
}

function nameOfUses(id: string, at: MonotonicMs): string {
  return `${Math.floor(at / MINUTE_MS)} ${id}`;
}
