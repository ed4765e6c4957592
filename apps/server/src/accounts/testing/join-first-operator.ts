import { eq } from "drizzle-orm";
import { ensureFirstOperatorLink } from "../first-operator.ts";
import { accounts } from "../tables.ts";
import { type Desk, GOOD_PASSWORD, PUBLIC_URL } from "./desk.ts";

/** Grace, who signs up by the link that a start prints. */
export async function joinFirstOperator(
  desk: Desk,
): Promise<{ readonly id: string; readonly cookie: string; readonly email: string }> {
  const { database } = desk;
  const link = await ensureFirstOperatorLink({ database, publicUrl: PUBLIC_URL, clock: desk.now });
  const email = "grace@example.com";
  const joined = await desk.post("/accounts/operator-sign-up", {
    token: link?.split("#token=")[1],
    name: "Grace",
    email,
    password: GOOD_PASSWORD,
  });
  const [row] = await database.select().from(accounts).where(eq(accounts.email, email));
  return { id: row?.id ?? "", cookie: joined.cookie ?? "", email };
}
