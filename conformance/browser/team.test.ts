import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// A team from its first invitation to its last farewell, as two people see it in two browsers.

const PASSWORD = "velvet orbit canyon 42";
const LIN = "lin@example.test";

let started: Started;
let ada: Page;
let lin: Page;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  ada = started.page;
  lin = await started.newPerson();
  await ada.getByRole("link", { name: "Create New Project" }).click();
  await ada.getByLabel("Project name").fill("Shared Engines");
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Skip this step" }).click();
  await ada.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
});
afterAll(() => started?.stop());

const members = (page: Page) => page.getByRole("list", { name: "Members" }).getByRole("listitem");
const invitations = (page: Page) =>
  page.getByRole("list", { name: "Open invitations" }).getByRole("listitem");

/** Opens the newest invitation in the local mailbox. */
async function openInvitation(page: Page): Promise<string> {
  await page.goto(`${started.gatehouse.portalUrl}/mailbox`);
  const link = page.getByRole("link", { name: "/invitation" }).first();
  const href = (await link.getAttribute("href")) ?? "";
  await link.click();
  return href;
}

async function invite(email: string, role: "Admin" | "Read-only"): Promise<void> {
  await ada.getByLabel("E-mail").fill(email);
  await ada.getByLabel("Role").selectOption({ label: role });
  await ada.getByRole("button", { name: "Send invitation" }).click();
  await ada.getByText(`An invitation is on its way to ${email}.`).waitFor();
}

test("an admin alone sees that the project keeps an admin, and invites by mail", async () => {
  await ada.getByText("No invitation is open.").waitFor();
  expect(await ada.getByText("A project keeps an admin").count()).toBeGreaterThan(0);
  expect(await ada.getByRole("button", { name: "Leave" }).count()).toBe(0);
  await ada.getByLabel("E-mail").fill("no address");
  await ada.getByRole("button", { name: "Send invitation" }).click();
  await ada.getByRole("alert").filter({ hasText: "This is not an e-mail address." }).waitFor();
  await expectGoodPage(ada, "team-alone");
  await invite(LIN, "Read-only");
  await invite("somebody.with.a.rather.long.address@research.example.test", "Admin");
  await expect.poll(() => invitations(ada).count()).toBe(2);
  await expectGoodPage(ada, "team-invited");
});

test("a link that was sent again replaces the one before, which is told as what it is", async () => {
  const old = await openInvitation(lin);
  await lin.getByRole("heading", { name: "Join the project “Shared Engines”" }).waitFor();
  await invitations(ada)
    .filter({ hasText: "somebody.with" })
    .getByRole("button", { name: /^Send again/ })
    .click();
  await ada.getByText("the one before works no more").waitFor();
  await lin.goto("about:blank");
  await lin.goto(old);
  await lin.getByRole("heading", { name: "This link works no more" }).waitFor();
  await expectGoodPage(lin, "invitation-dead");
  await invitations(ada)
    .filter({ hasText: "somebody.with" })
    .getByRole("button", { name: /^Withdraw/ })
    .click();
  await expect.poll(() => invitations(ada).count()).toBe(1);
});

test("who was invited signs up by the link, sees everything read-only, and can act on nothing", async () => {
  await invitations(ada)
    .filter({ hasText: LIN })
    .getByRole("button", { name: /^Send again/ })
    .click();
  await ada.getByText(`A new link is on its way to ${LIN}`).waitFor();
  await openInvitation(lin);
  await lin.getByLabel("Your name").fill("Lin Tsu");
  await lin.getByLabel("Company").fill("Loom & Thread");
  await lin.getByLabel("Password").fill("short");
  await lin.getByRole("button", { name: "Sign up and join" }).click();
  await lin
    .getByRole("alert")
    .filter({ hasText: "The password needs 12 letters or more." })
    .first()
    .waitFor();
  await expectGoodPage(lin, "invitation-sign-up");
  await lin.getByLabel("Password").fill(PASSWORD);
  await lin.getByRole("button", { name: "Sign up and join" }).click();
  await lin.getByRole("heading", { name: "Shared Engines" }).waitFor();
  await lin.getByRole("region", { name: "Client Encryption Key" }).waitFor();
  await lin.getByText("Only admins of the project can see the secrets.").waitFor();
  for (const name of ["Reveal", "Create key", "Add key", "Revoke", "Delete", "Rename"])
    expect([name, await lin.getByRole("button", { name }).count()]).toEqual([name, 0]);
  await lin.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
  await lin.getByText("Admins of the project can invite others.").waitFor();
  await expect.poll(() => members(lin).count()).toBe(2);
  expect(await lin.locator("main").getByRole("button").allTextContents()).toEqual(["Leave"]);
  await expectGoodPage(lin, "team-read-only");
});

test("an admin raises and lowers the member, and both are told by mail", async () => {
  await ada.reload();
  await ada.getByRole("button", { name: "Make admin: Lin Tsu" }).click();
  await ada.getByText("Lin Tsu is an admin now.").waitFor();
  await expectGoodPage(ada, "team-two-admins");
  await ada.getByRole("button", { name: "Make read-only: Lin Tsu" }).click();
  await ada.getByText("Lin Tsu is a read-only member now.").waitFor();
  const told = async () => {
    const { items } = await ada.evaluate(async () => (await fetch("/api/v1/mailbox")).json());
    return items
      .filter((mail: { text: string }) => mail.text.includes("is a read-only member of"))
      .map((mail: { to: string }) => mail.to)
      .sort();
  };
  await expect.poll(told).toEqual(["ada@example.test", LIN]);
});

test("the member leaves by the keyboard alone, and finds no project any more", async () => {
  await lin.reload();
  await lin.getByRole("button", { name: "Leave" }).focus();
  await lin.keyboard.press("Enter");
  await lin.getByRole("dialog", { name: "Leave this project?" }).waitFor();
  await expectGoodPage(lin, "team-leave");
  await lin.keyboard.press("Tab");
  await lin.getByRole("button", { name: "Leave project" }).press("Enter");
  await lin.getByText("No project yet").first().waitFor();
  await ada.reload();
  await expect.poll(() => members(ada).count()).toBe(1);
});

test("an invitation opened as somebody else says so, and goes on after logging out", async () => {
  await invite(LIN, "Admin");
  await openInvitation(ada);
  await ada.getByText("This invitation is for lin@example.test alone.").waitFor();
  await expectGoodPage(ada, "invitation-somebody-else");
  await ada.getByRole("button", { name: "Log out and go on" }).click();
  await ada.getByLabel("Password").fill("not the password");
  await ada.getByRole("button", { name: "Log in and join" }).click();
  await ada.getByRole("alert").filter({ hasText: "is wrong" }).waitFor();
  await expectGoodPage(ada, "invitation-log-in");
  await openInvitation(lin);
  await lin.getByRole("button", { name: "Join project" }).click();
  await lin.getByRole("heading", { name: "Shared Engines" }).waitFor();
  await lin.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
  await lin.getByRole("button", { name: "Remove Ada Lovelace" }).click();
  await expectGoodPage(lin, "team-remove");
  await lin.getByRole("button", { name: "Remove member" }).click();
  await lin.getByText("Ada Lovelace is no member of the project any more.").waitFor();
  await expect.poll(() => members(lin).count()).toBe(1);
});

test("a team that can't be read is told as such", async () => {
  await lin.goto(`${started.gatehouse.portalUrl}/projects/00000000-0000-4000-8000-000000000000/team`);
  await lin.getByRole("alert").filter({ hasText: "There is no such project among yours." }).waitFor();
});
