import { GateError } from "../problems/gate-errors.ts";

/** 256 MiB of bodies in hand at once, whoever sends them. */
const BYTES = 256 * 1024 * 1024;
/** Calls of one environment in hand at once. */
const CALLS_OF_ONE = 512;
/** What one environment may take of all: the others' calls go on whatever it does. */
const SHARE = 1 / 8;

/** What a call in hand has taken. */
export interface Share {
  /** The request's body has become the answer's, which is there already, so it is never refused. */
  resize(bytes: number): void;
  giveBack(): void;
}

interface Held {
  bytes: number;
  calls: number;
}

/** Bounds the memory that the bodies of all running calls take together, and what one environment can take of it. */
export class BodyBudget {
  readonly #most: number;
  #held = 0;
  readonly #byOwner = new Map<string, Held>();

  constructor(bytes = BYTES) {
    this.#most = bytes;
  }

  /**
   * @param owner the environment
   * @param bytes as declared, or the most there may be
   * @throws {GateError} busy
   */
  take(owner: string, bytes: number): Share {
    const own = this.#byOwner.get(owner) ?? { bytes: 0, calls: 0 };
    if (
      own.calls >= CALLS_OF_ONE ||
      own.bytes + bytes > this.#most * SHARE ||
      this.#held + bytes > this.#most
    ) {
      throw new GateError("busy", undefined, { retryAfterSeconds: 1 });
    }
    own.calls += 1;
    this.#byOwner.set(owner, own);
    let taken = 0;
    const resize = (to: number) => {
      own.bytes += to - taken;
      this.#held += to - taken;
      taken = to;
    };
    resize(bytes);
    return {
      resize,
      giveBack: () => {
        resize(0);
        own.calls -= 1;
        if (own.calls === 0) this.#byOwner.delete(owner);
      },
    };
  }
}
