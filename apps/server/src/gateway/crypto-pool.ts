import { PayloadError } from "@gatehouse/payload-encryption/payload-error";
import type { Logger } from "pino";
import { GateError } from "../problems/gate-errors.ts";
import type { CryptoKeyMaterial, CryptoResult, CryptoWork } from "./crypto-messages.ts";
import { CryptoThread, ThreadLost } from "./crypto-thread.ts";

/** How a key's material is fetched when a worker needs it for the first time; it isn't kept on the main thread. */
export interface CryptoKey {
  readonly id: string;
  load(): Promise<CryptoKeyMaterial>;
}

/** Jobs a worker may have waiting: at 3,500 a second, a third of a second's work. */
const MOST_WAITING_A_WORKER = 1_000;
const SHORT_LIFE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/** A key on its way, for all calls that need it. */
interface Loading {
  forgotten: boolean;
  /** False for a private key that was revoked meanwhile: it comes too late to be kept. */
  readonly kept: Promise<boolean>;
}

const PROGRAM = new URL("./crypto-worker.ts", import.meta.url);

/**
 * The worker threads that do the RSA. Messages go to the least loaded one, in one batch for each turn of the event loop. A worker that dies
 * is replaced; what it had in hand fails at once, and is never lost in silence.
 */
export class CryptoPool {
  readonly #program: URL;
  readonly #log: Logger;
  readonly #threads: CryptoThread[] = [];
  readonly #size: number;
  readonly #loading = new Map<string, Loading>();
  /** For each call that waits for its keys, those revoked since it began. */
  readonly #waitingForKeys = new Set<Set<string>>();
  #pauseMs = 0;
  #closing = false;

  constructor(options: { size: number; log: Logger; program?: URL }) {
    this.#size = options.size;
    this.#log = options.log;
    this.#program = options.program ?? PROGRAM;
    for (let index = 0; index < options.size; index += 1) this.#start();
  }

  /** Is there a worker, and room before it? Calls that wait for a key to be fetched take room as well. */
  get admits(): boolean {
    const waiting = this.#threads.reduce((sum, thread) => sum + thread.waiting, this.#waitingForKeys.size);
    return this.#threads.length > 0 && waiting < this.#size * MOST_WAITING_A_WORKER;
  }

  /** Do all workers run? */
  get complete(): boolean {
    return this.#threads.length === this.#size;
  }

  /**
   * @param openedBy told the id of the key that opened a message, where several were tried
   * @returns the text of the result, latin1
   * @throws {PayloadError} the message's fault
   * @throws {ThreadLost} the worker died over it, or there is none
   */
  async run(
    work: CryptoWork,
    keys: readonly CryptoKey[],
    openedBy: (keyId: string) => void = () => undefined,
  ): Promise<string> {
    const thread = this.#withKeys(keys) ?? (await this.#fetchKeys(work, keys));
    const result = await thread.run(work);
    if ("openedBy" in result && result.openedBy !== undefined) openedBy(result.openedBy);
    return textOf(result);
  }

  forget(keyId: string): void {
    const loading = this.#loading.get(keyId);
    // Whoever asks for it from now on, as after it was brought back, has it fetched anew.
    if (loading !== undefined) {
      loading.forgotten = true;
      this.#loading.delete(keyId);
    }
    for (const revoked of this.#waitingForKeys) revoked.add(keyId);
    for (const thread of this.#threads) thread.forget(keyId);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  /** The least loaded worker, if it holds all of the keys but those to be passed over. */
  #withKeys(keys: readonly CryptoKey[], except?: ReadonlySet<string>): CryptoThread | null {
    const thread = this.#leastLoaded();
    return keys.every(({ id }) => thread.holds(id) || except?.has(id)) ? thread : null;
  }

  /**
   * Fetches what isn't at hand, one key after the other. A key that is revoked meanwhile, also while another one is on its way, is passed
   * over. Answers that are being encrypted still are, as the key was in force when the call came.
   */
  async #fetchKeys(work: CryptoWork, keys: readonly CryptoKey[]): Promise<CryptoThread> {
    const revoked = new Set<string>();
    const passedOver = work.kind.startsWith("decrypt") ? revoked : undefined;
    this.#waitingForKeys.add(revoked);
    try {
      for (;;) {
        const ready = this.#withKeys(keys, passedOver);
        if (ready !== null) {
          if (keys.every(({ id }) => passedOver?.has(id))) {
            throw new PayloadError("unable-to-decrypt", "The key was revoked.");
          }
          return ready;
        }
        const thread = this.#leastLoaded();
        const missing = keys.find(({ id }) => !thread.holds(id) && !passedOver?.has(id));
        if (missing !== undefined && !(await this.#fetch(missing))) revoked.add(missing.id);
      }
    } finally {
      this.#waitingForKeys.delete(revoked);
    }
  }

  /** Fetched once, however many calls need it. */
  #fetch(key: CryptoKey): Promise<boolean> {
    const under = this.#loading.get(key.id);
    if (under !== undefined) return under.kept;
    const loading: Loading = {
      forgotten: false,
      kept: Promise.resolve().then(() => this.#load(key, loading)),
    };
    this.#loading.set(key.id, loading);
    return loading.kept;
  }

  async #load(key: CryptoKey, loading: Loading): Promise<boolean> {
    try {
      const material = await key.load();
      if (loading.forgotten && material.type === "private") {
        material.der.fill(0);
        return false;
      }
      this.#keep(material);
      return true;
    } finally {
      if (this.#loading.get(key.id) === loading) this.#loading.delete(key.id);
    }
  }

  /** For all workers: its store may be away when the next one needs it. */
  #keep(material: CryptoKeyMaterial): void {
    for (const thread of this.#threads) {
      if (!thread.holds(material.id)) thread.keep({ ...material, der: Uint8Array.from(material.der) });
    }
    if (material.type === "private") material.der.fill(0);
  }

  #leastLoaded(): CryptoThread {
    let least: CryptoThread | undefined;
    for (const thread of this.#threads) {
      if (least === undefined || thread.load < least.load) least = thread;
    }
    if (least === undefined) throw new ThreadLost();
    return least;
  }

  #start(): void {
    const startedAt = performance.now();
    const thread = new CryptoThread(this.#program, (cause) => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      if (this.#closing) return;
      this.#log.error({ err: cause }, "a crypto worker died and is replaced");
      const short = performance.now() - startedAt < SHORT_LIFE_MS;
      this.#pauseMs = short ? Math.min(LONGEST_PAUSE_MS, Math.max(100, this.#pauseMs * 2)) : 0;
      setTimeout(() => {
        if (!this.#closing) this.#start();
      }, this.#pauseMs).unref();
    });
    this.#threads.push(thread);
  }
}

function textOf(result: CryptoResult): string {
  if ("text" in result) return result.text;
  if ("refused" in result) throw new PayloadError(result.refused, result.message);
  throw new GateError("internal-error", undefined, { cause: new Error(`crypto worker: ${result.failed}`) });
}
