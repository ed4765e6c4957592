import { eq } from "drizzle-orm";
import type { OperatorRole } from "../../permissions.ts";
import { accounts } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, tokenOf } from "./desk.ts";

export interface TestOperator {
  readonly id: string;
  readonly email: string;
  readonly cookie: string;
}

/**
 * Added by an administrator, with a password of their own, and logged in. An administrator comes in as one who was there from the start: how one
 * becomes it has tests of its own.
 */
export async function makeOperator(
  desk: Desk,
  by: { readonly cookie: string },
  email: string,
  role: OperatorRole,
): Promise<TestOperator> {
  await desk.post("/operator/operators", { name: "Alan", email, role: "reviewer" }, by);
  const link = { token: tokenOf(await linkMails(desk, email)), password: GOOD_PASSWORD };
  await desk.post("/accounts/reset-password", link);
  const { cookie } = await desk.post("/accounts/log-in", { email, password: GOOD_PASSWORD });
  const [row] = await desk.database.select().from(accounts).where(eq(accounts.email, email));
  if (row === undefined) throw new Error("the operator was not added");
  if (role === "administrator") await asFromTheStart(desk, row.id);
  return { id: row.id, email, cookie: cookie ?? "" };
}

async function linkMails(desk: Desk, email: string) {
  return (await desk.mails(email)).filter(({ links }) => links.some((link) => link.includes("#token=")));
}

/** Without the trigger that wants two names where there are two administrators. */
async function asFromTheStart(desk: Desk, id: string): Promise<void> {
  await desk.database.transaction(async (tx) => {
    await tx.execute("alter table accounts disable trigger accounts_administrator_by_two");
    await tx.update(accounts).set({ operatorRole: "administrator" }).where(eq(accounts.id, id));
    await tx.execute("alter table accounts enable trigger accounts_administrator_by_two");
  });
}
