import type { SeenCaller } from "./known-fleet.ts";

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
/** Kinds of call a second; what is beyond is counted as one operation, so that odd paths can't fill the memory. */
const MOST_KINDS = 10_000;
/** Operations that are known by name: those of the API behind the gate, of which a large one has some hundred. */
const MOST_OPERATIONS = 1_000;
const LONGEST_OPERATION = 200;
const OTHER = "other";

/** Counts in memory and hands the sums over each second, and once more at the end. */
export class Counter {
  readonly #sink: (batch: UsageBatch) => void;
  readonly #takeCallers: () => readonly SeenCaller[];
  readonly #timer: NodeJS.Timeout;
  readonly #operations = new Set<string>();
  #calls = new Map<string, CallCount>();
  #uses = new Map<string, UseCount>();

  constructor(sink: (batch: UsageBatch) => void, takeCallers: () => readonly SeenCaller[] = () => []) {
    this.#sink = sink;
    this.#takeCallers = takeCallers;
    this.#timer = setInterval(() => this.handOver(), HAND_OVER_MS);
    this.#timer.unref();
  }

  call(asked: Omit<CallCount, "count" | "milliseconds">, milliseconds: number): void {
    let call = { ...asked, operation: this.#known(asked) };
    let name = nameOf(call);
    if (this.#calls.size >= MOST_KINDS && !this.#calls.has(name)) {
      call = { ...call, operation: OTHER };
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
    if (this.#calls.size === 0 && this.#uses.size === 0) return;
    const batch = {
      calls: [...this.#calls.values()],
      uses: [...this.#uses.values()],
      callers: this.#takeCallers(),
    };
    this.#calls = new Map();
    this.#uses = new Map();
    this.#sink(batch);
  }

  close(): void {
    clearInterval(this.#timer);
    this.handOver();
  }

  /** An operation has a name of its own once it has succeeded: whoever makes paths up makes no names that are kept for months. */
  #known({ operation, statusClass }: Pick<CallCount, "operation" | "statusClass">): string {
    if (this.#operations.has(operation)) return operation;
    const isNew = statusClass === 2 && operation.length <= LONGEST_OPERATION;
    if (!isNew || this.#operations.size >= MOST_OPERATIONS) return OTHER;
    this.#operations.add(operation);
    return operation;
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
