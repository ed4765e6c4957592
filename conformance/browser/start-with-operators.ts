import type { Page } from "playwright-core";
import { joinOperator } from "./join-operator.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

export const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
export const ALAN = { email: "alan@provider.test", password: "copper meadow window 31" };

export interface StartedWithOperators extends Started {
  /** The first operator's, an administrator. */
  readonly grace: Page;
  /** A reviewer's. */
  readonly alan: Page;
}

/** As `startWithPerson`, with two people at the desk. */
export async function startWithOperators(email: string): Promise<StartedWithOperators> {
  const started = await startWithPerson(email);
  const grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, GRACE);
  return { ...started, grace, alan: await joinSecondOperator(started, grace, ALAN) };
}
