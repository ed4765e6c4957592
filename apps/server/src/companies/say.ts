import type { Transaction } from "../database/database.ts";
import { type CompanyEvent, countEvents, insertEvent } from "./store.ts";
import { requireRoomInTimeline } from "./timeline.ts";

/**
 * Adds to a company's timeline, under the company's lock.
 *
 * @throws {Problem} timeline-full
 */
export async function say(tx: Transaction, event: Omit<CompanyEvent, "id">): Promise<void> {
  requireRoomInTimeline(await countEvents(tx, event.companyId));
  await insertEvent(tx, event);
}
