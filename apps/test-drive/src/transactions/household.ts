import type { AccountType, Profile } from "../accounts/profiles.ts";
import type { CalendarDay } from "./calendar.ts";
import type { Ledger } from "./ledger.ts";

/** A profile's money on one day of its history. */
export interface Household {
  readonly day: number;
  readonly today: CalendarDay;
  readonly profile: Profile;
  readonly checking: Ledger;
  find(type: AccountType): Ledger | undefined;
}
