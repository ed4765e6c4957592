/** Calls of the same kind since the last hand-over. */
export interface CallCount {
  readonly credentialId: string;
  readonly environmentId: string;
  /** Method and path with ids left out, e.g. `GET /aggregation/v1/customers/{}`. */
  readonly operation: string;
  /** First digit of the status: 2, 4, 5. */
  readonly statusClass: number;
  readonly encrypted: boolean;
  count: number;
  /** Sum over the calls. */
  milliseconds: number;
}

export interface KeyUse {
  readonly keyId: string;
  count: number;
  lastUsedAt: Date;
}

export interface UsageBatch {
  readonly from: Date;
  readonly to: Date;
  readonly calls: readonly CallCount[];
  readonly keys: readonly KeyUse[];
}

const HAND_OVER_MS = 1_000;
/** Kinds of call a second; what is beyond is counted as one operation, so that odd paths can't fill the memory. */
const MOST_KINDS = 10_000;

/** Counts in memory and hands the sums over each second, and once more at the end. */
export class Counter {
  readonly #sink: (batch: UsageBatch) => void;
  readonly #clock: () => Date;
  readonly #timer: NodeJS.Timeout;
  #calls = new Map<string, CallCount>();
  #keys = new Map<string, KeyUse>();
  #from: Date;

  constructor(sink: (batch: UsageBatch) => void, clock: () => Date) {
    this.#sink = sink;
    this.#clock = clock;
    this.#from = clock();
    this.#timer = setInterval(() => this.handOver(), HAND_OVER_MS);
    this.#timer.unref();
  }

  call(call: Omit<CallCount, "count" | "milliseconds">, milliseconds: number): void {
    let kind = call;
    let name = nameOf(call);
    if (this.#calls.size >= MOST_KINDS && !this.#calls.has(name)) {
      kind = { ...call, operation: "other" };
      name = nameOf(kind);
    }
    const known = this.#calls.get(name);
    if (known === undefined) this.#calls.set(name, { ...kind, count: 1, milliseconds });
    else {
      known.count += 1;
      known.milliseconds += milliseconds;
    }
  }

  key(keyId: string): void {
    const known = this.#keys.get(keyId);
    if (known === undefined) this.#keys.set(keyId, { keyId, count: 1, lastUsedAt: this.#clock() });
    else {
      known.count += 1;
      known.lastUsedAt = this.#clock();
    }
  }

  handOver(): void {
    const to = this.#clock();
    const batch = { from: this.#from, to, calls: [...this.#calls.values()], keys: [...this.#keys.values()] };
    this.#from = to;
    if (batch.calls.length === 0 && batch.keys.length === 0) return;
    this.#calls = new Map();
    this.#keys = new Map();
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

const MOST_SEGMENTS = 12;

/** A path with what looks like an id left out: any segment with a digit but the version, or longer than a word. */
export function operationOf(method: string, path: string): string {
  const segments = path.split("/", MOST_SEGMENTS).map((segment) => {
    const word = /^(?:v\d{1,2}|[A-Za-z_.-]{0,40})$/.test(segment);
    return word ? segment : "{}";
  });
  return `${method} ${segments.join("/")}`;
}
