import type { MailSetting } from "../../accounts/account-mails/mails.ts";
import type { AccountsContext } from "../../accounts/context.ts";
import type { Passwords } from "../../accounts/passwords.ts";
import type { Database } from "../../database/database.ts";

/** What the use cases of the team work with. */
export interface TeamContext {
  readonly database: Database;
  readonly mail: () => MailSetting;
}

/** What making an account needs besides. */
export interface JoinContext extends TeamContext {
  readonly passwords: Passwords;
  readonly startInLanguage: AccountsContext["startInLanguage"];
  /** Are encryption keys offered to companies that come now? */
  readonly encryptionKeysEnabled: boolean;
}
