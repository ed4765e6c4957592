import { Worker } from "node:worker_threads";
import type { CryptoJob, CryptoKeyMaterial, CryptoResult, CryptoWork, ToWorker } from "./crypto-messages.ts";

/** The thread that had this job in hand is gone; the job was not done, or its result is lost. */
export class ThreadLost extends Error {
  override readonly name = "ThreadLost";
  constructor() {
    super("a crypto worker died");
  }
}

interface Waiting {
  readonly cost: number;
  readonly resolve: (result: CryptoResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker thread as the main thread sees it: its keys, its jobs in hand, its batch for the next turn of the loop. */
export class CryptoThread {
  readonly #worker: Worker;
  readonly #held = new Set<string>();
  readonly #waiting = new Map<number, Waiting>();
  #batch: CryptoJob[] = [];
  #next = 0;
  #load = 0;
  #gone = false;

  constructor(program: URL, onGone: (cause: unknown) => void) {
    // No environment: a thread that handles strangers' bytes needs none of its secrets.
    this.#worker = new Worker(program, { env: {}, execArgv: [] });
    let cause: unknown = new Error("it ended by itself");
    this.#worker.on("message", (results: readonly CryptoResult[]) => {
      for (const result of results) this.#settle(result);
    });
    this.#worker.on("error", (error) => {
      cause = error;
    });
    this.#worker.on("exit", () => {
      this.#gone = true;
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#load = 0;
      onGone(cause);
      for (const job of lost) job.reject(new ThreadLost());
    });
  }

  /** Jobs in hand. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Jobs in hand, weighed by what they cost. */
  get load(): number {
    return this.#load;
  }

  holds(keyId: string): boolean {
    return this.#held.has(keyId);
  }

  /** Gives the key to the thread and wipes it here. */
  keep(key: CryptoKeyMaterial): void {
    this.#post({ kind: "key", key });
    this.#held.add(key.id);
    if (key.type === "private") key.der.fill(0);
  }

  forget(keyId: string): void {
    if (!this.#held.delete(keyId)) return;
    this.#flush();
    this.#post({ kind: "forget", keyId });
  }

  run(work: CryptoWork): Promise<CryptoResult> {
    if (this.#gone) return Promise.reject(new ThreadLost());
    const number = this.#next;
    this.#next += 1;
    const cost = costOf(work);
    this.#load += cost;
    if (this.#batch.length === 0) setImmediate(() => this.#flush());
    this.#batch.push({ number, work });
    return new Promise((resolve, reject) => this.#waiting.set(number, { cost, resolve, reject }));
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const jobs = this.#batch;
    this.#batch = [];
    this.#post({ kind: "jobs", jobs });
  }

  #post(message: ToWorker): void {
    if (!this.#gone) this.#worker.postMessage(message);
  }

  #settle(result: CryptoResult): void {
    const job = this.#waiting.get(result.number);
    if (job === undefined) return;
    this.#waiting.delete(result.number);
    this.#load -= job.cost;
    job.resolve(result);
  }
}

/** An RSA private operation takes about six times as long as encrypting an answer. */
function costOf(work: CryptoWork): number {
  return work.kind.startsWith("decrypt") ? 6 : 1;
}
