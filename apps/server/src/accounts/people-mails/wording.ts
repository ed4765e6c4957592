import type { Said } from "../../notifications/written-mail.ts";
import type { OperatorRole } from "../../permissions.ts";

/** What befell somebody of the desk. */
export type DeskChangeKind = "added" | "role" | "removed" | "asked" | "dropped" | "lapsed";

interface DeskScene {
  readonly email: string;
  /** In words, with its article. */
  readonly role: string;
  readonly by: string;
  /** The first of two; empty where one was enough. */
  readonly askedBy: string;
}

export interface Scene {
  readonly provider: string;
  readonly url: string;
  readonly role: string;
  readonly token: string;
  /** Another address that somebody wanted. */
  readonly newEmail: string;
  /** How many recovery codes are left. */
  readonly left: number;
}

export interface PeopleWords {
  readonly roles: Readonly<Record<OperatorRole, string>>;
  /** What has happened, and through whom. */
  readonly desk: Readonly<
    Record<DeskChangeKind, (scene: DeskScene) => readonly [what: string, through: string]>
  >;
  readonly putRight: (url: string, kind: DeskChangeKind) => string;
  readonly newOperator: (scene: Scene) => Said;
  readonly ownRole: (scene: Scene) => Said;
  readonly ownRemoval: (scene: Scene) => Said;
  readonly secondFactorReset: (scene: Scene) => Said;
  readonly emailChangeCancelled: (scene: Scene) => Said;
  readonly recoveryCodesRenewed: (scene: Scene) => Said;
  readonly recoveryCodeUsed: (scene: Scene) => Said;
}
