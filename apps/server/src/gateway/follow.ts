import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { KeyBookChange, KeyBookEntry } from "../key-book/entries.ts";
import type { KeyBookSource } from "../key-book/source.ts";
import { inTime } from "./in-time.ts";
import type { Picture } from "./picture.ts";
import { SecretsToReopen } from "./reopen-secrets.ts";
import { isOfCalls, type Secrets } from "./secrets.ts";

const POLL_MS = 250;
const PAGE = 1_000;
const HEARTBEAT_MS = 5_000;

export interface FollowOptions {
  readonly name: string;
  readonly source: KeyBookSource;
  readonly picture: Picture;
  readonly secrets: Secrets;
  readonly maxAgeMs: number;
  /** Fingerprints of the master keys at hand; goes into the heartbeat. */
  readonly masterKeys: () => readonly string[];
  readonly clock: () => Date;
  readonly log: Logger;
  /** Told after a change is in force here. */
  readonly onChange: (before: KeyBookEntry | null, change: KeyBookChange) => void;
}

export interface Follower {
  /** Number up to which all is in force here, shared secrets included: what the heartbeat tells. */
  readonly inForce: number;
  /** False once the key book hasn't been read for longer than the set time: the gate refuses then. */
  isFresh(): boolean;
  /** Resolves when the change of that number is in force here; false if it isn't in time. */
  waitFor(number: number, timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Keeps the picture up with the key book: asks "what is new after N" every 250 ms, earlier when woken, and tells how far it is. Resolves
 * after the first reading, successful or not. Time is measured by a clock that can't be set back.
 */
export async function follow(options: FollowOptions): Promise<Follower> {
  const { source, picture, log } = options;
  const instance = randomUUID();
  const waiting = new Set<() => void>();
  let readAt = Number.NEGATIVE_INFINITY;
  let away = false;
  let stopped = false;
  let beatAt = Number.NEGATIVE_INFINITY;
  let beatNumber = -1;
  let name = options.name;
  let isFirst = true;
  let wake = () => {};
  let wokenMeanwhile = false;

  const wakeUp = () => {
    wokenMeanwhile = true;
    wake();
  };
  const reopening = new SecretsToReopen(options.secrets, log, wakeUp);
  const inForce = () => Math.min(picture.applied, reopening.upTo);

  /** The first of its id is waited for, since no call can be answered without it; a later one comes in beside. */
  const takeSecret = async ({ number, entry }: KeyBookChange) => {
    if (entry?.kind !== "shared-secret" || !isOfCalls(entry)) return;
    if (options.secrets.holds(entry.id)) reopening.add(number, entry);
    else await inTime(options.secrets.open(entry));
  };

  const applyAll = async (changes: readonly KeyBookChange[]) => {
    for (const change of changes) {
      if (change.number <= picture.applied) continue;
      await takeSecret(change);
      options.onChange(picture.apply(change), change);
    }
  };

  // Numbers rise, but a database brought back from a backup by other means than Gatehouse's own goes on from where the backup was: what it
  // publishes from then on would be taken for known. Gatehouse's own says that the book begins anew, with numbers beyond all before.
  const startAnew = async (newest: number) => {
    log.error({ applied: picture.applied, newest }, "the key book comes from a backup: it is read anew");
    const all: KeyBookChange[] = [];
    for (;;) {
      const changes = await inTime(source.changesAfter(all.at(-1)?.number ?? 0, PAGE));
      all.push(...changes);
      if (changes.length < PAGE) break;
    }
    reopening.clear();
    for (const change of all) await takeSecret(change);
    for (const before of picture.restart(all)) {
      options.onChange(before, { number: picture.applied, kind: before.kind, id: before.id, entry: null });
    }
  };

  const read = async () => {
    const knowsNothing = picture.applied === 0;
    let restored = false;
    for (;;) {
      const changes = await inTime(source.changesAfter(picture.applied, PAGE));
      await applyAll(changes);
      restored ||= changes.some(({ kind }) => kind === "restored");
      if (changes.length < PAGE) break;
    }
    const newest = await inTime(source.newest());
    if (newest < picture.applied || (restored && !knowsNothing)) await startAnew(newest);
    reopening.try();
    readAt = performance.now();
    for (const check of waiting) check();
  };

  const beat = async () => {
    const applied = inForce();
    const due = beatNumber !== applied || performance.now() - beatAt > HEARTBEAT_MS;
    if (!due) return;
    const masterKeys = options.masterKeys();
    const say = () => inTime(source.heartbeat({ gateway: name, instance, isFirst, applied, masterKeys }));
    if (!(await say())) {
      // Unseen behind the other one it would lag, and a revocation would be said to be in force where it isn't.
      name = `${options.name}-${instance.slice(0, 8)}`;
      isFirst = true;
      log.error({ gateway: options.name, now: name }, "another gateway has this name: give each its own");
      await say();
    }
    isFirst = false;
    beatNumber = applied;
    beatAt = performance.now();
  };

  const once = async () => {
    try {
      await read();
      await beat();
      if (away) log.info({ applied: picture.applied }, "the key book can be read again");
      away = false;
    } catch (error) {
      if (!away) log.warn({ err: error }, "the key book can't be read; going on with the last picture");
      away = true;
    }
  };

  const pause = () =>
    new Promise<void>((resolve) => {
      if (wokenMeanwhile || stopped) return resolve();
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const unsubscribe = source.onWake(wakeUp);

  const run = async () => {
    while (!stopped) {
      await pause();
      wokenMeanwhile = false;
      if (!stopped) await once();
    }
  };
  await once();
  const running = run();

  return {
    get inForce() {
      return inForce();
    },
    isFresh: () => performance.now() - readAt <= options.maxAgeMs,
    waitFor: (number, timeoutMs) =>
      new Promise((resolve) => {
        if (picture.applied >= number) return resolve(true);
        const finish = (inForce: boolean) => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve(inForce);
        };
        const check = () => {
          if (picture.applied >= number) finish(true);
        };
        const timer = setTimeout(() => finish(false), timeoutMs);
        waiting.add(check);
        wakeUp();
      }),
    async stop() {
      stopped = true;
      unsubscribe();
      wakeUp();
      await running;
    },
  };
}
