import { randomBytes } from "node:crypto";
import type { KeyBookChange, KeyBookEntry, KeyBookKind } from "../../key-book/entries.ts";
import type { Heartbeat, KeyBookSource } from "../../key-book/source.ts";
import { fakeWrap } from "./fake-custody.ts";

/** A key book in memory, with the shared secrets in it. */
export class FixedKeyBook implements KeyBookSource {
  readonly pepper = randomBytes(32);
  readonly tokenSeal = randomBytes(32);
  readonly beats: Heartbeat[] = [];
  /** While true, reading fails as if the database were away. */
  away = false;
  #changes: KeyBookChange[] = [];
  #number = 0;
  readonly #callbacks = new Set<() => void>();

  constructor() {
    this.publish(
      ...(["secret-pepper", "token-seal"] as const).map((id) => ({
        kind: "shared-secret" as const,
        id,
        value: fakeWrap(id === "token-seal" ? this.tokenSeal : this.pepper, `shared-secret:${id}`),
      })),
    );
  }

  /** @returns the number of the last change */
  publish(...entries: readonly KeyBookEntry[]): number {
    for (const entry of entries) this.#put({ kind: entry.kind, id: entry.id, entry });
    return this.#number;
  }

  remove(kind: KeyBookKind, id: string): number {
    this.#put({ kind, id, entry: null });
    return this.#number;
  }

  async changesAfter(number: number, limit: number): Promise<KeyBookChange[]> {
    if (this.away) throw new Error("the database is away");
    return this.#changes.filter((change) => change.number > number).slice(0, limit);
  }

  async entry(kind: KeyBookKind, id: string): Promise<KeyBookEntry | null> {
    if (this.away) throw new Error("the database is away");
    return this.#changes.find((change) => change.kind === kind && change.id === id)?.entry ?? null;
  }

  async newest(): Promise<number> {
    if (this.away) throw new Error("the database is away");
    return this.#number;
  }

  /** @returns brings the key book back to how it is now, numbers and all, as a backup would */
  backUp(): () => void {
    const [changes, number] = [this.#changes, this.#number];
    return () => {
      this.#changes = changes;
      this.#number = number;
    };
  }

  /** Gives all entries new numbers, beyond `base`, in their order. */
  renumber(base: number): void {
    this.#changes = this.#changes.map((change, index) => ({ ...change, number: base + index + 1 }));
    this.#number = base + this.#changes.length;
  }

  /** Names that other gateways have. */
  readonly taken = new Set<string>();

  async heartbeat(beat: Heartbeat): Promise<boolean> {
    if (!beat.isFirst && this.taken.has(beat.gateway)) return false;
    this.beats.push(beat);
    return true;
  }

  onWake(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  async close(): Promise<void> {}

  #put(change: Omit<KeyBookChange, "number">): void {
    this.#number += 1;
    this.#changes = this.#changes.filter((other) => other.kind !== change.kind || other.id !== change.id);
    this.#changes.push({ ...change, number: this.#number });
    for (const callback of this.#callbacks) callback();
  }
}
