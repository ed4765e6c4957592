import { expect, test } from "vitest";
import type { ProjectRole } from "../../permissions.ts";
import { whyNotChangeRole, whyNotGo, whyNotInvite } from "./rules.ts";

const team = (admins: number, readers: number, invitedAdmins = 0, invitedReaders = 0) => ({
  members: [...many("admin", admins), ...many("read-only", readers)].map((role, index) => ({
    accountId: `${role} ${index}`,
    role,
  })),
  invitations: [...many("admin", invitedAdmins), ...many("read-only", invitedReaders)].map((role) => ({
    role,
  })),
});
const many = (role: ProjectRole, count: number) => Array.from({ length: count }, () => role);

test("the 11th admin and the 21st member find no place, and invitations take one each", () => {
  expect(whyNotInvite(team(9, 0), "admin")).toBe(null);
  expect(whyNotInvite(team(10, 0), "admin")).toBe("too-many-admins");
  expect(whyNotInvite(team(10, 0), "read-only")).toBe(null);
  expect(whyNotInvite(team(4, 0, 6), "admin")).toBe("too-many-admins");
  expect(whyNotInvite(team(1, 18), "read-only")).toBe(null);
  expect(whyNotInvite(team(1, 19), "read-only")).toBe("too-many-members");
  expect(whyNotInvite(team(1, 9, 0, 10), "read-only")).toBe("too-many-members");
});

test("the last admin neither goes nor is lowered; an invited admin is none yet", () => {
  expect(whyNotGo(team(1, 5, 3), "admin 0")).toBe("last-admin");
  expect(whyNotGo(team(1, 5), "read-only 1")).toBe(null);
  expect(whyNotGo(team(2, 0), "admin 0")).toBe(null);
  expect(whyNotChangeRole(team(1, 1), "admin 0", "read-only")).toBe("last-admin");
  expect(whyNotChangeRole(team(1, 1), "admin 0", "admin")).toBe(null);
});

test("nobody is raised to be the 11th admin", () => {
  expect(whyNotChangeRole(team(9, 1), "read-only 9", "admin")).toBe(null);
  expect(whyNotChangeRole(team(10, 1), "read-only 10", "admin")).toBe("too-many-admins");
  expect(whyNotChangeRole(team(4, 1, 6), "read-only 4", "admin")).toBe("too-many-admins");
});
