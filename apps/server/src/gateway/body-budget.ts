import { GateError } from "../problems/gate-errors.ts";

/** 256 MiB of bodies in hand at once, whoever sends them. */
const BYTES = 256 * 1024 * 1024;
/** Calls of one environment in hand at once. */
const CALLS_OF_ONE = 512;
/** What one environment may take of all: the others' calls go on whatever it does. */
const SHARE = 1 / 8;

/** What a call in hand has taken. */
export interface Share {
  /**
   * More of the body has come.
   *
   * @param bytes of it in all
   * @throws {GateError} busy
   */
  grow(bytes: number): void;
  /** The request's body has become the answer's, which is there already, so it is never refused. */
  resize(bytes: number): void;
  giveBack(): void;
}

interface Held {
  bytes: number;
  calls: number;
}

/**
 * Bounds the memory that the bodies of all running calls take together, and what one environment can take of it. An environment that holds
 * more than its share, because answers are never refused, counts against the others with its share alone.
 */
export class BodyBudget {
  readonly #most: number;
  readonly #mostOfOne: number;
  #held = 0;
  readonly #byOwner = new Map<string, Held>();

  constructor(bytes = BYTES) {
    this.#most = bytes;
    this.#mostOfOne = bytes * SHARE;
  }

  /**
   * @param owner the environment
   * @param bytes that are there from the beginning
   * @throws {GateError} busy
   */
  take(owner: string, bytes: number): Share {
    const own = this.#byOwner.get(owner) ?? { bytes: 0, calls: 0 };
    if (own.calls >= CALLS_OF_ONE || !this.#fits(own, bytes)) throw busy();
    own.calls += 1;
    this.#byOwner.set(owner, own);
    let taken = 0;
    const resize = (to: number) => {
      this.#held -= Math.min(own.bytes, this.#mostOfOne);
      own.bytes += to - taken;
      this.#held += Math.min(own.bytes, this.#mostOfOne);
      taken = to;
    };
    resize(bytes);
    return {
      grow: (to) => {
        if (to > taken && !this.#fits(own, to - taken)) throw busy();
        resize(to);
      },
      resize,
      giveBack: () => {
        resize(0);
        own.calls -= 1;
        if (own.calls === 0) this.#byOwner.delete(owner);
      },
    };
  }

  #fits(own: Held, more: number): boolean {
    return own.bytes + more <= this.#mostOfOne && this.#held + more <= this.#most;
  }
}

function busy(): GateError {
  return new GateError("busy", undefined, { retryAfterSeconds: 1 });
}
