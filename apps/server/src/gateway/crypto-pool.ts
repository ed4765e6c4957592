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
  readonly #loading = new Set<{ readonly keyId: string; forgotten: boolean }>();
  #pauseMs = 0;
  #closing = false;

  constructor(options: { size: number; log: Logger; program?: URL }) {
    this.#size = options.size;
    this.#log = options.log;
    this.#program = options.program ?? PROGRAM;
    for (let index = 0; index < options.size; index += 1) this.#start();
  }

  /** Is there a worker, and room before it? */
  get admits(): boolean {
    const waiting = this.#threads.reduce((sum, thread) => sum + thread.waiting, 0);
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
    const thread = this.#leastLoaded();
    for (const key of keys) {
      if (thread.holds(key.id)) continue;
      const material = await this.#load(key);
      if (material !== null) this.#keep(material);
      else if (keys.length === 1) throw new PayloadError("unable-to-decrypt", "The key was revoked.");
    }
    const result = await thread.run(work);
    if ("openedBy" in result && result.openedBy !== undefined) openedBy(result.openedBy);
    return textOf(result);
  }

  forget(keyId: string): void {
    for (const loading of this.#loading) if (loading.keyId === keyId) loading.forgotten = true;
    for (const thread of this.#threads) thread.forget(keyId);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  /** Null for a private key that is revoked while it is being fetched: it comes too late to be kept. */
  async #load(key: CryptoKey): Promise<CryptoKeyMaterial | null> {
    const loading = { keyId: key.id, forgotten: false };
    this.#loading.add(loading);
    try {
      const material = await key.load();
      if (loading.forgotten && material.type === "private") {
        material.der.fill(0);
        return null;
      }
      return material;
    } finally {
      this.#loading.delete(loading);
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
