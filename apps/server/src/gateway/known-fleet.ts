import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Allowance } from "./allowance.ts";
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
  readonly name: string;
  readonly seen: SeenCaller;
  /** The keys as the desk knows them; undefined: it doesn't know of the caller. */
  told: SaidKeys | null | undefined;
  /** By a clock that can't be set back. */
  toldAt: number;
  /** How often it may still say something else. */
  readonly changes: Allowance;
}

/** Callers of one environment, and of all: what one environment makes up drives out its own callers alone. */
const MOST_OF_ONE = 500;
const MOST_OF_ALL = 50_000;
/** A caller that says the same is told of so seldom; the desk remembers it for a day. */
const TELL_AGAIN_MS = 10 * 60_000;
/** A caller that says something else: a program changes its keys when it is deployed, not with each call. One comes back a minute. */
const MOST_CHANGES = 5;
const CHANGES_BACK_MS = MOST_CHANGES * 60_000;
/** What is told of one environment in {@link TELL_AGAIN_MS}: all callers that it can have, once, and a quarter as many changes and new ones. */
const MOST_TOLD = (MOST_OF_ONE * 5) / 4;

interface Own {
  /** The one that was told of the longest ago first. */
  readonly callers: Map<string, Known>;
  /** Callers that the desk is to hear of, and what they said last; who has waited longest goes first. */
  readonly waiting: Map<Known, SaidKeys | null>;
  /** How much may still be told of it. */
  readonly tellings: Allowance;
}

/**
 * The programs that call, by credentials, source address and the id that a caller may give itself, each with the keys that it last said it
 * can decrypt answers with. Each telling is a row that the desk writes, so a caller that says something else with each call is told of once
 * a minute after the first few times, with what it said last, and an environment that makes callers up is told of as often as a full one, and no more.
 * Whoever has something new waits in a line: none that speaks oftener keeps another one from being heard.
 */
export class KnownFleet {
  readonly #environments = new Map<string, Own>();
  readonly #withWaiting = new Set<Own>();
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
    const own = this.#ownOf(environmentId, now);
    let known = own.callers.get(caller);
    if (known === undefined) {
      this.#makeRoom(own);
      const hash = createHmac("sha256", pepper).update(`caller:${caller}`, "utf8").digest("base64url");
      known = {
        name: caller,
        seen: { environmentId, caller: hash, keys },
        told: undefined,
        toldAt: Number.NEGATIVE_INFINITY,
        changes: new Allowance(MOST_CHANGES, CHANGES_BACK_MS, now),
      };
      own.callers.set(caller, known);
      this.#size += 1;
    }
    if (now - known.toldAt < TELL_AGAIN_MS && same(known.told, keys)) {
      if (own.waiting.size > 0) own.waiting.delete(known);
      return;
    }
    // Whoever waits already keeps their place.
    own.waiting.set(known, keys);
    this.#withWaiting.add(own);
  }

  /** What the desk doesn't know yet. */
  takeNews(): SeenCaller[] {
    const now = this.#monotonic();
    const news: SeenCaller[] = [];
    for (const own of this.#withWaiting) {
      for (const [known, keys] of own.waiting) {
        if (!own.tellings.has(now)) break;
        // What is the same as before is no change, only told anew.
        if (!(same(known.told, keys) || known.changes.take(now))) continue;
        own.tellings.take(now);
        known.told = keys;
        known.toldAt = now;
        own.waiting.delete(known);
        own.callers.delete(known.name);
        own.callers.set(known.name, known);
        news.push({ ...known.seen, keys });
      }
      if (own.waiting.size === 0) this.#withWaiting.delete(own);
    }
    return news;
  }

  #ownOf(environmentId: string, now: number): Own {
    let own = this.#environments.get(environmentId);
    if (own === undefined) {
      const tellings = new Allowance(MOST_TOLD, TELL_AGAIN_MS, now);
      own = { callers: new Map(), waiting: new Map(), tellings };
      this.#environments.set(environmentId, own);
    }
    return own;
  }

  /** The caller that was told of the longest ago goes; where there are too many of all, the environment that came first. */
  #makeRoom(own: Own): void {
    if (own.callers.size >= MOST_OF_ONE) {
      for (const [name, oldest] of own.callers) {
        own.callers.delete(name);
        own.waiting.delete(oldest);
        this.#size -= 1;
        break;
      }
    }
    while (this.#size >= MOST_OF_ALL) {
      const [first] = this.#environments;
      if (first === undefined) return;
      const [id, { callers, waiting }] = first;
      this.#environments.delete(id);
      this.#withWaiting.delete(first[1]);
      this.#size -= callers.size;
      callers.clear();
      waiting.clear();
      if (first[1] === own) this.#environments.set(id, own);
    }
  }
}

/** What was read of the same header is mostly the same object. */
function same(told: SaidKeys | null | undefined, keys: SaidKeys | null): boolean {
  if (told === keys) return true;
  if (!Array.isArray(told) || !Array.isArray(keys)) return false;
  return told.length === keys.length && told.every((kid, at) => kid === keys[at]);
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
