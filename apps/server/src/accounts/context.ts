import type { Custody } from "../custody/custody.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import type { Language, LanguagesOf } from "../notifications/languages.ts";
import type { MailSetting } from "./account-mails/mails.ts";
import type { Passwords } from "./passwords.ts";

/** What the use cases of this room work with. */
export interface AccountsContext {
  readonly database: Database;
  readonly passwords: Passwords;
  /** For the secrets of authenticator apps. */
  readonly custody: Custody;
  readonly clock: () => Date;
  readonly mail: () => MailSetting;
  /** Are encryption keys offered to companies that come now? */
  readonly encryptionKeysEnabled: boolean;
  readonly languagesOf: LanguagesOf;
  /** In which language an account that is just made is written to until its owner chooses another one. */
  readonly startInLanguage: (tx: Transaction, accountId: string, language: Language) => Promise<void>;
  /** What an operator has asked for in rooms above this one and nobody has confirmed: it falls in the transaction that takes their right away. */
  readonly dropAskedBy: (tx: Transaction, who: OperatorWho, accountId: string) => Promise<void>;
}

/** Where a request to this room comes from. */
export interface Caller {
  /** For the audit log; the actor is filled in once it is known. */
  readonly address: string;
  readonly requestId: string;
  /** What the session is listed as; see deviceOf. */
  readonly device: string;
  /** For the limits; see sourceOf. */
  readonly source: string;
  /** Which of ours it asks for: of people who have no account yet. */
  readonly language: Language;
  /** The session cookie it brought, living or not. */
  readonly sessionToken: string | null;
}
