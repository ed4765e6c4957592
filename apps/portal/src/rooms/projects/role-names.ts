import type { ProjectRole } from "../../api/types.ts";

export const ROLE_NAMES: Readonly<Record<ProjectRole, string>> = { admin: "Admin", "read-only": "Read-only" };

export const ROLE_EXPLAINED: Readonly<Record<ProjectRole, string>> = {
  admin: "Adds and removes credentials, keys and members, and asks for Production.",
  "read-only": "Sees everything but secrets, and changes nothing.",
};

/** Why something about the team can't be done, where there is something to say. */
export const WHY_NOT: Readonly<Record<string, string>> = {
  "last-admin": "A project keeps an admin: make another member an admin first.",
  "too-many-admins": "There are as many admins as there may be, invitations counted.",
  "too-many-members": "There are as many members as there may be, invitations counted.",
};
