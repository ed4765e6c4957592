import type { SeenCaller } from "./known-fleet.ts";
import { OTHER_OPERATION } from "./operation-names.ts";

/** Calls of the same kind since the last hand-over. */
export interface CallCount {
  readonly credentialId: string;
  readonly environmentId: string;
  /** As {@link OperationNames} has it. */
  readonly operation: string;
  /** First digit of the status: 2, 4, 5. */
  readonly statusClass: number;
  readonly encrypted: boolean;
  count: number;
  /** Sum over the calls. */
  milliseconds: number;
}

/** Uses of an encryption key, or of credentials that were let in, since the last hand-over. */
export interface UseCount {
  /** Of the key or the credentials. */
  readonly id: string;
  count: number;
}

export interface UsageBatch {
  readonly calls: readonly CallCount[];
  readonly uses: readonly UseCount[];
  /** Callers that are new, or say something new about their keys, or were not told of for a while. */
  readonly callers: readonly SeenCaller[];
}

const HAND_OVER_MS = 1_000;
/** Kinds of call a second; what is beyond is counted as one operation, so that no second fills the memory. */
const MOST_KINDS = 10_000;

/** Counts in memory and hands the sums over each second, and once more at the end. */
export class Counter {
  readonly #sink: (batch: UsageBatch) => void;
  readonly #takeCallers: () => readonly SeenCaller[];
  readonly #timer: NodeJS.Timeout;
  #calls = new Map<string, CallCount>();
  #uses = new Map<string, UseCount>();

  constructor(sink: (batch: UsageBatch) => void, takeCallers: () => readonly SeenCaller[] = () => []) {
    this.#sink = sink;
    this.#takeCallers = takeCallers;
    this.#timer = setInterval(() => this.handOver(), HAND_OVER_MS);
    this.#timer.unref();
  }

  call(asked: Omit<CallCount, "count" | "milliseconds">, milliseconds: number): void {
    let call = asked;
    let name = nameOf(call);
    if (this.#calls.size >= MOST_KINDS && !this.#calls.has(name)) {
      call = { ...call, operation: OTHER_OPERATION };
      name = nameOf(call);
    }
    const known = this.#calls.get(name);
    if (known === undefined) this.#calls.set(name, { ...call, count: 1, milliseconds });
    else {
      known.count += 1;
      known.milliseconds += milliseconds;
    }
  }

  /** @param id of an encryption key, or of credentials */
  used(id: string): void {
    const known = this.#uses.get(id);
    if (known === undefined) this.#uses.set(id, { id, count: 1 });
    else known.count += 1;
  }

  handOver(): void {
    const callers = this.#takeCallers();
    if (this.#calls.size === 0 && this.#uses.size === 0 && callers.length === 0) return;
    const batch = { calls: [...this.#calls.values()], uses: [...this.#uses.values()], callers };
    this.#calls = new Map();
    this.#uses = new Map();
    this.#sink(batch);
  }

  close(): void {
    clearInterval(this.#timer);
    this.handOver();
  }
}

function nameOf(call: Omit<CallCount, "count" | "milliseconds">): string {
  return `${call.credentialId} ${call.statusClass} ${call.encrypted} ${call.operation}`;
}
