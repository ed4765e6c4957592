import type { Said } from "../../notifications/written-mail.ts";

export interface Scene {
  readonly provider: string;
  readonly url: string;
  readonly token: string;
  /** The address that an account is to have. */
  readonly newEmail: string;
  /** Name of the service at which people log in besides here. */
  readonly service: string;
}

/*
 * No text of a sign-up repeats what was typed: the address may be a stranger's, and a name is room for a message to them.
 */
export type AccountMailKind =
  | "confirmEmail"
  | "knownAddress"
  | "resetPassword"
  | "passwordChanged"
  | "passwordReset"
  | "secondFactorAdded"
  | "secondFactorRemoved"
  | "passkeyAdded"
  | "passkeyRemoved"
  | "confirmOldEnd"
  | "confirmNewEnd"
  | "newEndTaken"
  | "emailChanged"
  | "identityLinked"
  | "signedUpByIdentity"
  | "identityUnlinked";

export type AccountWords = Readonly<Record<AccountMailKind, (scene: Scene) => Said>>;
