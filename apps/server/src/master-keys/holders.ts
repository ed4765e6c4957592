import { secondFactorHolder } from "../accounts/second-factor/holder.ts";
import { auditKeyHolder } from "../audit/holder.ts";
import { authorityHolder } from "../certificate-authority/holder.ts";
import { credentialHolders } from "../credentials/holders.ts";
import type { Holder } from "../custody/holder.ts";
import { keyBookHolder } from "../custody/key-book-holder.ts";
import { clientKeyHolder } from "../encryption-keys/holder.ts";
import { webhookHolders } from "../webhooks/holders.ts";

/** Everything that rests wrapped under a master key. A test holds this list against the columns that the database refers to them from. */
export const HOLDERS: readonly Holder[] = [
  keyBookHolder,
  clientKeyHolder,
  ...credentialHolders,
  authorityHolder,
  auditKeyHolder,
  secondFactorHolder,
  ...webhookHolders,
];
