import { FailureCounts } from "./failure-counts.ts";

const MINUTE_MS = 60_000;
/** As published: five failed attempts lock, for 15 minutes. */
const BY_SOURCE = { most: 5, windowMs: 15 * MINUTE_MS, from: "last-failure" } as const;
/** On one credential from anywhere: high, because it locks its owner out as well. */
const BY_CREDENTIAL = { most: 200, windowMs: 60 * MINUTE_MS, from: "first-failure" } as const;

/**
 * Counts failed log-ins by credential *and* source, so that a stranger locks nobody but himself out, and by credential alone, so that many
 * sources don't add up. The credential is the one of the App Key: whoever has none can't count anything up. An attempt counts from its
 * beginning, before any hashing, so many at once don't slip through; success takes it back.
 */
export class LogInLimits {
  readonly #bySource: FailureCounts;
  readonly #byCredential: FailureCounts;

  constructor(clock: () => Date) {
    this.#bySource = new FailureCounts(BY_SOURCE, clock);
    this.#byCredential = new FailureCounts(BY_CREDENTIAL, clock);
  }

  /** @returns seconds to wait if it is locked, else null: the attempt has begun and counts as failed */
  begin(credentialId: string, source: string): number | null {
    const pair = `${credentialId} ${source}`;
    const wait = this.#bySource.wait(pair) ?? this.#byCredential.wait(credentialId);
    if (wait !== null) return wait;
    this.#bySource.add(pair);
    this.#byCredential.add(credentialId);
    return null;
  }

  /** Takes back the source's failures, and of the credential's the `attempts` that led here. */
  succeed(credentialId: string, source: string, attempts = 1): void {
    this.#bySource.takeBack(`${credentialId} ${source}`, Number.POSITIVE_INFINITY);
    this.#byCredential.takeBack(credentialId, attempts);
  }
}
