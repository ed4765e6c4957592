import { sql } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";

type Reader = Pick<Database, "execute">;

/** Of a person in a session. */
interface Person {
  readonly id: string;
  readonly shownSecondFactor: boolean;
}

/**
 * Beside a passkey the password opens a session as before, so what counts is what was shown in this one: a code besides the password, or a
 * passkey, which has asked for a PIN, a finger or a face and is two factors by itself. What was taken off the account since counts no more.
 */
export async function hasShownTwo(database: Reader, person: Person): Promise<boolean> {
  if (!person.shownSecondFactor) return false;
  // These tables are of rooms above; an operator's right is read in the same way.
  const { rows } = await database.execute<{ has: boolean }>(
    sql`select exists (select from second_factors where id = ${person.id} and confirmed_at is not null)
      or exists (select from passkeys where account_id = ${person.id}) as has`,
  );
  return rows[0]?.has === true;
}

/** Does the provider's policy ask this operator for a second factor that hasn't been shown in the session? */
export async function owesSecondFactor(database: Reader, operator: Person): Promise<boolean> {
  const { rows } = await database.execute<{ asked: string }>(
    sql`select operator_second_factor as asked from key_policies order by version desc limit 1`,
  );
  return rows[0]?.asked === "required" && !(await hasShownTwo(database, operator));
}

export function secondFactorOwed(): Problem {
  return new Problem(
    "second-factor-required",
    "A second factor is asked of everybody at this desk. Add an authenticator app or a passkey on the page of your account, or show the one that you have; until then nothing can be seen or done here.",
  );
}
