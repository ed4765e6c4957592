import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { readDecryptionKeys, type SaidKeys } from "./decryption-keys.ts";
import { sourceAddress } from "./source-address.ts";

/** A caller as the desk hears of it. */
export interface SeenCaller {
  readonly environmentId: string;
  /** base64url of 32 bytes: which caller it is, not who. */
  readonly caller: string;
  /** Null: it says nothing about its keys. */
  readonly keys: SaidKeys | null;
}

interface Known {
  readonly seen: SeenCaller;
  /** The keys as the desk knows them. */
  told: SaidKeys | null | undefined;
  /** By a clock that can't be set back. */
  toldAt: number;
}

/** Callers of one environment, and of all: what one environment makes up drives out its own callers alone. */
const MOST_OF_ONE = 500;
const MOST_OF_ALL = 50_000;
/** A caller that says the same is told of so seldom; the desk remembers it for a day. */
const TELL_AGAIN_MS = 10 * 60_000;

/**
 * The programs that call, by credentials, source address and the id that a caller may give itself, each with the keys that it last said it
 * can decrypt answers with.
 */
export class KnownFleet {
  readonly #environments = new Map<string, Map<string, Known>>();
  readonly #news = new Map<string, SeenCaller>();
  readonly #monotonic: () => number;
  #size = 0;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /**
   * @param caller what tells callers apart; it is kept as a keyed hash
   * @param keys null: it says nothing
   */
  saw(pepper: Buffer, environmentId: string, caller: string, keys: SaidKeys | null): void {
    const now = this.#monotonic();
    const own = this.#ownOf(environmentId);
    let known = own.get(caller);
    if (known === undefined) {
      this.#makeRoom(own);
      const hash = createHmac("sha256", pepper).update(`caller:${caller}`, "utf8").digest("base64url");
      known = {
        seen: { environmentId, caller: hash, keys },
        told: undefined,
        toldAt: Number.NEGATIVE_INFINITY,
      };
      own.set(caller, known);
      this.#size += 1;
    }
    // What was read of the same header is the same object.
    if (known.told === keys && now - known.toldAt < TELL_AGAIN_MS) return;
    known.told = keys;
    known.toldAt = now;
    own.delete(caller);
    own.set(caller, known);
    this.#news.set(`${environmentId} ${known.seen.caller}`, { ...known.seen, keys });
  }

  /** What the desk doesn't know yet. */
  takeNews(): SeenCaller[] {
    if (this.#news.size === 0) return [];
    const news = [...this.#news.values()];
    this.#news.clear();
    return news;
  }

  #ownOf(environmentId: string): Map<string, Known> {
    let own = this.#environments.get(environmentId);
    if (own === undefined) {
      own = new Map();
      this.#environments.set(environmentId, own);
    }
    return own;
  }

  /** The caller that was told of the longest ago goes; where there are too many of all, the environment that came first. */
  #makeRoom(own: Map<string, Known>): void {
    if (own.size >= MOST_OF_ONE) {
      const [oldest] = own.keys();
      if (oldest !== undefined) own.delete(oldest);
      this.#size -= 1;
    }
    while (this.#size >= MOST_OF_ALL) {
      const [first] = this.#environments;
      if (first === undefined) return;
      this.#environments.delete(first[0]);
      this.#size -= first[1].size;
      if (first[1] === own) {
        own.clear();
        this.#environments.set(first[0], own);
      }
    }
  }
}

const CALLER_ID = /^[\x20-\x7e]{1,64}$/;

/** Whom a call comes from, as far as callers are told apart. What stands in x-caller-id is the partner's own affair. */
export function callerOf(request: IncomingMessage, credentialId: string, trustProxy: boolean): string {
  const id = request.headers["x-caller-id"];
  const given = typeof id === "string" && CALLER_ID.test(id) ? id : "";
  return `${credentialId} ${sourceAddress(request, trustProxy)} ${given}`;
}

/** Null: the caller says nothing about its keys. */
export function saidKeysOf(request: IncomingMessage): SaidKeys | null {
  const header = request.headers["x-decryption-keys"];
  return typeof header === "string" && header.trim() !== "" ? readDecryptionKeys(header) : null;
}
