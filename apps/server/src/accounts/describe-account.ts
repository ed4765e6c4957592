import { z } from "zod";
import { readCompany } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { Problem } from "../problems/problem.ts";
import { readAccount } from "./store.ts";

export const accountAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  company: z
    .object({ id: z.uuid(), name: z.string() })
    .nullable()
    .describe("Null for the provider's own people."),
  operator: z.boolean(),
  emailConfirmed: z
    .boolean()
    .describe("Always true: an account is made when the link of the mail is opened."),
});

/** An account as its owner sees it, and whether its company is offered encryption keys (null: it has no company). */
export async function describeAccount(
  database: Database,
  id: string,
): Promise<{
  account: z.infer<typeof accountAnswer>;
  encryptionKeysEnabled: boolean | null;
  projectLimit: number;
}> {
  const account = await readAccount(database, id);
  if (account === null) throw new Problem("not-logged-in", "Log in to go on.");
  const company = account.companyId === null ? null : await readCompany(database, account.companyId);
  return {
    account: {
      id: account.id,
      name: account.name,
      email: account.email,
      company: company === null ? null : { id: company.id, name: company.name },
      operator: account.operator,
      emailConfirmed: true,
    },
    projectLimit: account.projectLimit,
    encryptionKeysEnabled: company?.encryptionKeysEnabled ?? null,
  };
}
