import type { Transaction } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { MOST_EVENTS } from "./rules.ts";
import { type CompanyEvent, countEvents, insertEvent } from "./store.ts";

/**
 * Adds to a company's timeline, under the company's lock.
 *
 * @throws {Problem} timeline-full
 */
export async function say(tx: Transaction, event: Omit<CompanyEvent, "id">): Promise<void> {
  if ((await countEvents(tx, event.companyId)) >= MOST_EVENTS) {
    throw new Problem("timeline-full", `A timeline holds at most ${MOST_EVENTS} entries.`);
  }
  await insertEvent(tx, event);
}
