import type { KeyPolicy } from "../key-policy/rules.ts";
import { expiringKeyName } from "./expiry-words.ts";
import {
  clientKeyStatus,
  mastercardKeyStatus,
  whyNotRevokeClientKey,
  whyNotRevokeMastercardKey,
} from "./rules.ts";
import type { Activation, ClientEncryptionKey, MastercardEncryptionKey } from "./store.ts";

export const STEP_CODES = [
  "add-client-key",
  "add-mastercard-key",
  "replace-client-key",
  "replace-mastercard-key",
  "move-to-successor",
  "activate-key",
  "rehearse-key",
  "revoke-old-keys",
] as const;

/** What is to be done about the keys of an environment. */
export interface NextStep {
  readonly code: (typeof STEP_CODES)[number];
  /** `now`: calls fail, or will within a week; `soon`: before the next expiry; `tidy`: nothing is lost by waiting. */
  readonly urgency: "now" | "soon" | "tidy";
  /** For people. */
  readonly text: string;
  /** The keys it is about; none where there is no key yet. */
  readonly keyIds: readonly string[];
}

interface Keys {
  readonly clientKeys: readonly ClientEncryptionKey[];
  readonly mastercardKeys: readonly MastercardEncryptionKey[];
  readonly activations: readonly Activation[];
}

const DAY_MS = 86_400_000;
/** From then on an expiry is told as urgent. */
const URGENT_DAYS = 7;
/** A Mastercard Encryption Key that has been replaced for so long is not gone back to. */
const SETTLED_MS = 7 * DAY_MS;

/**
 * What to do next about an environment's keys, the most urgent first. An expiry is told from the day of the first reminder on.
 *
 * @param provider the provider's name, which the partners' keys are called by
 */
export function nextSteps(
  keys: Keys,
  policy: Pick<KeyPolicy, "reminderDays">,
  provider: string,
  now: Date,
): NextStep[] {
  const steps = [
    ...mastercardSteps(keys, policy, provider, now),
    ...clientSteps(keys.clientKeys, policy, provider, now),
    ...tidySteps(keys, now),
  ];
  const rank = { now: 0, soon: 1, tidy: 2 };
  return steps.sort((a, b) => rank[a.urgency] - rank[b.urgency]);
}

function mastercardSteps(
  { mastercardKeys, activations }: Keys,
  policy: Pick<KeyPolicy, "reminderDays">,
  provider: string,
  now: Date,
): NextStep[] {
  const name = (key: MastercardEncryptionKey) => expiringKeyName({ ...key, type: "mastercard" }, provider);
  const active = mastercardKeys.find((key) => mastercardKeyStatus(key, now) === "active");
  const waiting = mastercardKeys.filter((key) => mastercardKeyStatus(key, now) === "inactive");
  // One that was active before is old, not the next one.
  const fresh = waiting.filter(({ id }) => !activations.some(({ keyId }) => keyId === id)).toReversed();
  const candidates =
    active === undefined ? [...fresh, ...waiting.filter((key) => !fresh.includes(key))] : fresh;
  const [next] = candidates.toSorted((a, b) => Number(b.provenAt !== null) - Number(a.provenAt !== null));
  const left = active === undefined ? 0 : daysLeft(active.notAfter, now);
  const urgency = active === undefined || left <= URGENT_DAYS ? "now" : "soon";
  const expiring = active === undefined || left <= firstReminder(policy);
  const why =
    active === undefined
      ? "No key is active, so encrypted answers can't be made."
      : `${name(active)} expires in ${days(left)}.`;

  if (next !== undefined) {
    const more = expiring ? `${why} ` : "";
    return [
      next.provenAt === null
        ? {
            code: "rehearse-key",
            urgency: expiring ? urgency : "soon",
            text: `${more}Prove the key “${next.alias}” before activating it: rehearse it.`,
            keyIds: [next.id],
          }
        : {
            code: "activate-key",
            urgency: expiring ? urgency : "soon",
            text: `${more}The proven key “${next.alias}” waits: activate it once your programs have it.`,
            keyIds: [next.id],
          },
    ];
  }
  if (active === undefined) {
    return [
      {
        code: "add-mastercard-key",
        urgency: "now",
        text: `${mastercardKeys.length === 0 ? `There is no ${provider} Encryption Key yet, so encrypted answers can't be made.` : why} Add one.`,
        keyIds: [],
      },
    ];
  }
  if (!expiring) return [];
  return [
    {
      code: "replace-mastercard-key",
      urgency,
      text: `${name(active)} expires in ${days(left)} and has no successor: add one.`,
      keyIds: [active.id],
    },
  ];
}

function clientSteps(
  clientKeys: readonly ClientEncryptionKey[],
  policy: Pick<KeyPolicy, "reminderDays">,
  provider: string,
  now: Date,
): NextStep[] {
  const inUse = clientKeys.filter((key) => clientKeyStatus(key, now) === "active");
  if (inUse.length === 0) {
    return [
      {
        code: "add-client-key",
        urgency: "now",
        text: "No Client Encryption Key is in force, so encrypted requests are refused. Create one.",
        keyIds: [],
      },
    ];
  }
  const isExpiring = (key: ClientEncryptionKey) => daysLeft(key.notAfter, now) <= firstReminder(policy);
  const lasting = inUse.some((key) => !isExpiring(key));
  return inUse.filter(isExpiring).flatMap((key): NextStep[] => {
    const left = daysLeft(key.notAfter, now);
    const urgency = left <= URGENT_DAYS ? "now" : "soon";
    const name = expiringKeyName({ ...key, type: "client", alias: null }, provider);
    if (lasting) {
      return [
        {
          code: "move-to-successor",
          urgency,
          text: `${name} expires in ${days(left)}: let your programs encrypt with its successor, then revoke it.`,
          keyIds: [key.id],
        },
      ];
    }
    // Of several that all expire soon, one successor serves: it is asked for once, by the last of them.
    const isLast = inUse.every((other) => other.notAfter <= key.notAfter);
    return isLast
      ? [
          {
            code: "replace-client-key",
            urgency,
            text: `${name} expires in ${days(left)} and has no successor: create one.`,
            keyIds: [key.id],
          },
        ]
      : [];
  });
}

/** Keys that can be revoked and that nothing uses: expired, or replaced for a while. */
function tidySteps({ clientKeys, mastercardKeys, activations }: Keys, now: Date): NextStep[] {
  const settled = (key: MastercardEncryptionKey) => {
    const ends = activations.filter(({ keyId }) => keyId === key.id).map(({ to }) => to);
    return ends.length > 0 && ends.every((to) => to !== null && now.getTime() - to.getTime() >= SETTLED_MS);
  };
  const answered = mastercardKeys.some((key) => mastercardKeyStatus(key, now) === "active");
  const old = [
    ...clientKeys.filter(
      (key) =>
        clientKeyStatus(key, now) === "expired" && whyNotRevokeClientKey(key, clientKeys, now) === null,
    ),
    // Without an active key an old one may be needed yet.
    ...mastercardKeys.filter(
      (key) =>
        answered &&
        whyNotRevokeMastercardKey(key) === null &&
        (mastercardKeyStatus(key, now) === "expired" || settled(key)),
    ),
  ];
  if (old.length === 0) return [];
  return [
    {
      code: "revoke-old-keys",
      urgency: "tidy",
      text:
        old.length === 1
          ? "An old key is no longer used: revoke it."
          : `${old.length} old keys are no longer used: revoke them.`,
      keyIds: old.map(({ id }) => id),
    },
  ];
}

function firstReminder({ reminderDays }: Pick<KeyPolicy, "reminderDays">): number {
  return Math.max(...reminderDays);
}

function daysLeft(notAfter: Date, now: Date): number {
  return Math.ceil((notAfter.getTime() - now.getTime()) / DAY_MS);
}

function days(left: number): string {
  return left === 1 ? "a day" : `${left} days`;
}
