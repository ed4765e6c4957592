import { randomBytes } from "node:crypto";
import type { NoticeKind } from "../notices/kinds.ts";

/** For a project, and for the provider. */
export const MOST_WEBHOOKS = 5;
export const LONGEST_URL = 2_000;
export const LONGEST_DESCRIPTION = 200;

const DAY_MS = 86_400_000;
/** How long a message is tried. */
export const TRIED_MS = DAY_MS;
/** How long messages carry the signature of the secret before as well. */
export const OVERLAP_MS = DAY_MS;
/** How long it is known what a receiver was getting: as long as there are notices to judge by it. */
export const CHOICES_KEPT_MS = 90 * DAY_MS;
/** How long the log of deliveries goes back. */
export const KEPT_MS = 30 * DAY_MS;
/** Of a message's tries the newest are kept. */
export const MOST_TRIES_KEPT = 20;

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 4 * 3_600_000;
/** Below this a last try would follow at once. */
const LEAST_LEFT_MS = 60_000;

/**
 * When a message is tried again after its n-th try has failed: after 5 s, three times as long each time, four hours at most, and a last time
 * when its day is over.
 *
 * @returns null when that was the last one
 */
export function nextTry(attempts: number, goodUntil: Date, now: Date): Date | null {
  const left = goodUntil.getTime() - now.getTime();
  if (left < LEAST_LEFT_MS) return null;
  const pause = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), LONGEST_PAUSE_MS, left);
  return new Date(now.getTime() + pause);
}

/** Of 32 bytes: Standard Webhooks wants 24 to 64. */
export function newSecret(): Buffer {
  return randomBytes(32);
}

/** As receivers' libraries take it. */
export function shownSecret(secret: Buffer): string {
  return `whsec_${secret.toString("base64")}`;
}

/** How a try ended: the receiver's status, or a word for why there is none. */
export interface Try {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
}

export function isTaken({ status }: Pick<Try, "status">): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** What a receiver gets. */
export interface Choice {
  /** Null: all kinds. */
  readonly types: readonly NoticeKind[] | null;
  readonly paused: boolean;
}

/** Is this kind told to a receiver of which this was chosen when it happened? */
export function isWanted({ types, paused }: Choice, kind: NoticeKind): boolean {
  return !paused && (types === null || types.includes(kind));
}

export const DELIVERY_STATES = ["waiting", "delivered", "given-up"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export function stateOf(delivery: {
  readonly deliveredAt: Date | null;
  readonly givenUpAt: Date | null;
}): DeliveryState {
  if (delivery.deliveredAt !== null) return "delivered";
  return delivery.givenUpAt === null ? "waiting" : "given-up";
}

/** Each once, in an order that doesn't depend on the one in which they were named; null: all. */
export function chosenKinds(types: readonly NoticeKind[] | null): NoticeKind[] | null {
  return types === null ? null : [...new Set(types)].sort();
}
