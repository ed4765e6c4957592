import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts, signUps } from "../../accounts/tables.ts";
import { auditEntries } from "../../audit/tables.ts";
import { violatedConstraint } from "../../database/transaction.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { mails } from "../../notifications/tables.ts";
import { addMember } from "../../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../../onboarding/testing/open-desk.ts";
import { projectMembers } from "../tables.ts";
import { projectInvitations } from "./tables.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DAY_MS = 86_400_000;
const PASSWORD = "velvet orbit canyon 42";

interface Room {
  readonly admin: SignedIn;
  readonly id: string;
  readonly at: string;
}

/** A project of an admin's own. */
async function newRoom(changes: Record<string, unknown> = {}): Promise<Room> {
  const admin = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(changes), admin);
  return { admin, id: body.project.id, at: `/api/v1/projects/${body.project.id}` };
}

const invite = (room: Room, email: string, role = "read-only", as = room.admin) =>
  desk.post(`${room.at}/invitations`, { email, role }, as);

/** The token of the newest mail with a link to this address. */
async function tokenFor(email: string): Promise<string> {
  const { body } = await desk.get("/api/v1/mailbox", null);
  const mail = body.items.find(
    (one: { to: string; text: string }) => one.to === email && /#token=/.test(one.text),
  );
  return /#token=([\w-]{43})/.exec(mail?.text)?.[1] ?? "";
}

const accept = async (token: string, as: SignedIn) => desk.post("/api/v1/invitations/accept", { token }, as);

async function joined(room: Room, role: string): Promise<SignedIn> {
  const person = await desk.join();
  expect((await invite(room, person.email, role)).status).toBe(201);
  expect((await accept(await tokenFor(person.email), person)).status).toBe(200);
  return person;
}

async function fill(room: Room, people: number, role: "admin" | "read-only"): Promise<void> {
  for (let made = 0; made < people; made += 1) {
    const { email } = await desk.join();
    await addMember(desk.database, { projectId: room.id, email, role });
  }
}

const team = async (room: Room, as = room.admin) => (await desk.get(`${room.at}/team`, as)).body;
const actionsOf = async (room: Room) =>
  (
    await desk.database
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.chain, room.id))
      .orderBy(auditEntries.number)
  ).map(({ action }) => action);
const mailsTo = async (email: string) => {
  await desk.mailNotices();
  return (await desk.database.select().from(mails).where(eq(mails.recipient, email))).map(
    ({ subject }) => subject,
  );
};

test("an invited account joins by the mailed link, and everybody is told", async () => {
  const room = await newRoom();
  const eve = await desk.join();
  const { body } = await invite(room, eve.email.toUpperCase());
  expect(body.invitation).toMatchObject({ email: eve.email, role: "read-only", expired: false });
  expect((await desk.get(room.at, eve)).status).toBe(404);
  const token = await tokenFor(eve.email);
  const seen = await desk.post("/api/v1/invitations/read", { token }, null);
  expect(seen.body).toMatchObject({ email: eve.email, invitedBy: room.admin.email, accountExists: true });
  expect((await accept(token, eve)).body).toEqual({ projectId: room.id });
  expect((await desk.get(room.at, eve)).body.project).toMatchObject({ role: "read-only" });
  expect(await team(room)).toMatchObject({
    members: [{ isYou: true }, { email: eve.email }],
    invitations: [],
  });
  const told = expect.stringMatching(/^The team of “Project .*” has changed$/);
  expect(await mailsTo(room.admin.email)).toContainEqual(told);
  expect(await mailsTo(eve.email)).toContainEqual(told);
  expect(await actionsOf(room)).toEqual(expect.arrayContaining(["member.invited", "member.joined"]));
});

test("a token is stored as its hash alone, and is in no audit entry", async () => {
  const room = await newRoom();
  await invite(room, "hash@example.test");
  const token = await tokenFor("hash@example.test");
  expect(token).toHaveLength(43);
  const { rows } = await desk.database.execute<{ found: boolean }>(sql`
    select exists (select 1 from project_invitations where project_invitations::text like ${`%${token}%`})
      or exists (select 1 from audit_entries where audit_entries::text like ${`%${token}%`}) as found`);
  expect(rows).toEqual([{ found: false }]);
});

test("a new account that comes by an invitation has its address confirmed by it, and waiting sign-ups are void", async () => {
  const room = await newRoom();
  const email = "new.person@example.test";
  const waiting = { email, name: "Mallory", companyName: "M", passwordHash: "$none", createdAt: new Date() };
  await desk.database
    .insert(signUps)
    .values({ ...waiting, tokenHash: Buffer.alloc(32, 7), expiresAt: new Date(Date.now() + DAY_MS) });
  await invite(room, email, "admin");
  const token = await tokenFor(email);
  const person = { token, name: "New Person", company: "Newcomers", password: PASSWORD };
  const weak = await desk.post("/api/v1/invitations/sign-up", { ...person, password: "password1234" }, null);
  expect(weak.body.code).toBe("password-too-weak");
  const { status, headers } = await desk.post("/api/v1/invitations/sign-up", person, null);
  expect(status).toBe(201);
  expect(String(headers["set-cookie"])).toMatch(/HttpOnly/);
  expect(await team(room, await desk.as(email))).toMatchObject({ places: { admins: 2 } });
  expect(await desk.database.$count(signUps, eq(signUps.email, email))).toBe(0);
});

test("no account is made over one that there is", async () => {
  const room = await newRoom();
  const known = await desk.join();
  await invite(room, known.email);
  const person = { token: await tokenFor(known.email), name: "X", company: "X", password: PASSWORD };
  expect((await desk.post("/api/v1/invitations/sign-up", person, null)).body.code).toBe("account-exists");
});

test("an invitation used twice joins nobody, one after the other or at once", async () => {
  const room = await newRoom();
  const eve = await desk.join();
  await invite(room, eve.email);
  const token = await tokenFor(eve.email);
  const answers = await Promise.all([accept(token, eve), accept(token, eve), accept(token, eve)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  expect((await accept(token, eve)).body.code).toBe("link-not-valid");
  const sent = { token, name: "X", company: "X", password: PASSWORD };
  expect((await desk.post("/api/v1/invitations/sign-up", sent, null)).body.code).toBe("link-not-valid");
});

test("two who sign up by one link at once make one account", async () => {
  const room = await newRoom();
  const email = "twice@example.test";
  await invite(room, email);
  const person = { token: await tokenFor(email), name: "Twice", company: "T", password: PASSWORD };
  const answers = await Promise.all([1, 2].map(() => desk.post("/api/v1/invitations/sign-up", person, null)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  expect(await desk.database.$count(accounts, eq(accounts.email, email))).toBe(1);
});

test("an invitation by another address is refused, and is good for its own afterwards", async () => {
  const room = await newRoom();
  const [eve, mallory] = [await desk.join(), await desk.join()];
  await invite(room, eve.email);
  const token = await tokenFor(eve.email);
  const refused = await accept(token, mallory);
  expect([refused.status, refused.body.code]).toEqual([403, "invitation-for-another-address"]);
  expect(refused.text).not.toContain(eve.email);
  expect((await accept(token, eve)).status).toBe(200);
});

test("an operator becomes no member of a partner's project", async () => {
  const room = await newRoom();
  const operator = await desk.joinOperator();
  await invite(room, operator.email);
  expect((await accept(await tokenFor(operator.email), operator)).body.code).toBe("not-allowed");
});

test("an invitation after withdrawal opens nothing", async () => {
  const room = await newRoom();
  const eve = await desk.join();
  const { body } = await invite(room, eve.email);
  const token = await tokenFor(eve.email);
  const path = `${room.at}/invitations/${body.invitation.id}`;
  expect((await desk.delete(path, room.admin)).status).toBe(204);
  expect((await accept(token, eve)).body.code).toBe("link-not-valid");
  expect((await desk.post("/api/v1/invitations/read", { token }, null)).body.code).toBe("link-not-valid");
  expect((await desk.delete(path, room.admin)).status).toBe(404);
  expect((await invite(room, eve.email)).status).toBe(201);
});

test("an invitation that is sent again has a new link, and the old one is dead", async () => {
  const room = await newRoom();
  const eve = await desk.join();
  const { body } = await invite(room, eve.email);
  const old = await tokenFor(eve.email);
  const again = await desk.post(`${room.at}/invitations/${body.invitation.id}/resend`, {}, room.admin);
  expect(again.status).toBe(200);
  expect((await accept(old, eve)).body.code).toBe("link-not-valid");
  expect((await accept(await tokenFor(eve.email), eve)).status).toBe(200);
});

test("nobody is invited twice, nor a member", async () => {
  const room = await newRoom();
  await invite(room, "once@example.test");
  expect((await invite(room, "ONCE@example.test")).body.code).toBe("already-invited");
  expect((await invite(room, room.admin.email)).body).toMatchObject({
    code: "already-member",
    errors: [{ pointer: "/email" }],
  });
  const both = await Promise.all([1, 2].map(() => invite(room, "at-once@example.test")));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test("the 11th admin is refused, invitations counted, also by raising a member, and two at once", async () => {
  const room = await newRoom();
  await fill(room, 8, "admin");
  const reader = await joined(room, "read-only");
  const two = await Promise.all(["a", "b"].map((name) => invite(room, `${name}@eleventh.test`, "admin")));
  expect(two.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect((await invite(room, "c@eleventh.test", "admin")).body.code).toBe("too-many-admins");
  const raise = await desk.patch(`${room.at}/members/${reader.id}`, { role: "admin" }, room.admin);
  expect(raise.body.code).toBe("too-many-admins");
  expect((await team(room)).can).toEqual({
    inviteAdmin: { allowed: false, reason: "too-many-admins" },
    inviteReadOnly: { allowed: true },
    leave: { allowed: true },
  });
});

test("the 21st member is refused, invitations counted, and two at once", async () => {
  const room = await newRoom();
  await fill(room, 18, "read-only");
  const two = await Promise.all(["a", "b"].map((name) => invite(room, `${name}@twenty-first.test`)));
  expect(two.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect((await invite(room, "c@twenty-first.test")).body.code).toBe("too-many-members");
  expect((await team(room)).places).toMatchObject({ members: 20, mostMembers: 20 });
});

test("the last admin neither leaves nor is removed nor lowered", async () => {
  const room = await newRoom();
  await joined(room, "read-only");
  const own = `${room.at}/members/${room.admin.id}`;
  expect((await desk.post(`${room.at}/leave`, {}, room.admin)).body.code).toBe("last-admin");
  expect((await desk.delete(own, room.admin)).body.code).toBe("last-admin");
  expect((await desk.patch(own, { role: "read-only" }, room.admin)).body.code).toBe("last-admin");
  expect((await team(room)).can.leave).toEqual({ allowed: false, reason: "last-admin" });
});

test("of two admins who leave at once, or lower each other at once, one stays an admin", async () => {
  for (let round = 0; round < 4; round += 1) {
    const room = await newRoom();
    const other = await joined(room, "admin");
    const answers = await Promise.all(
      round % 2 === 0
        ? [room.admin, other].map((one) => desk.post(`${room.at}/leave`, {}, one))
        : [
            desk.patch(`${room.at}/members/${other.id}`, { role: "read-only" }, room.admin),
            desk.patch(`${room.at}/members/${room.admin.id}`, { role: "read-only" }, other),
          ],
    );
    // Who is second is refused: as the last admin who leaves, or as one who is an admin no more.
    expect(answers.map(({ status }) => status).sort()).toEqual([204, round % 2 === 0 ? 409 : 403]);
    const admins = and(eq(projectMembers.projectId, room.id), eq(projectMembers.role, "admin"));
    expect(await desk.database.$count(projectMembers, admins)).toBe(1);
  }
});

test("the database by itself keeps an admin, though two are lowered at once past the use cases", async () => {
  const room = await newRoom();
  const other = await joined(room, "admin");
  const lower = (accountId: string) =>
    desk.database.transaction(async (tx) => {
      await tx.execute(sql`select pg_sleep(0.05)`);
      await tx
        .update(projectMembers)
        .set({ role: "read-only" })
        .where(and(eq(projectMembers.projectId, room.id), eq(projectMembers.accountId, accountId)));
      await tx.execute(sql`select pg_sleep(0.05)`);
    });
  const results = await Promise.allSettled([lower(room.admin.id), lower(other.id)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [refused] = results.filter((result) => result.status === "rejected");
  expect(violatedConstraint(refused?.reason)).toBe("project_keeps_an_admin");
});

test("the database by itself takes no 11th admin and no 21st member, whoever adds them", async () => {
  const room = await newRoom();
  await fill(room, 9, "admin");
  const add = async (role: "admin" | "read-only") =>
    addMember(desk.database, { projectId: room.id, email: (await desk.join()).email, role }).then(
      () => null,
      violatedConstraint,
    );
  expect(await add("admin")).toBe("project_most_admins");
  await fill(room, 10, "read-only");
  expect(await add("read-only")).toBe("project_most_members");
});

test("who leaves or is removed sees nothing any more, and their calendar ends", async () => {
  const room = await newRoom();
  const [eve, carl] = [await joined(room, "read-only"), await joined(room, "read-only")];
  expect((await desk.post(`${room.at}/calendar`, {}, eve)).status).toBeLessThan(300);
  expect((await desk.post(`${room.at}/leave`, {}, eve)).status).toBe(204);
  expect((await desk.delete(`${room.at}/members/${carl.id}`, room.admin)).status).toBe(204);
  for (const gone of [eve, carl]) expect((await desk.get(room.at, gone)).status).toBe(404);
  const feeds = await desk.database.execute(sql`select 1 from calendar_feeds where project_id = ${room.id}`);
  expect(feeds.rows).toEqual([]);
  expect((await actionsOf(room)).slice(-2)).toEqual(["member.left", "member.removed"]);
});

test("an admin of a company without encryption keys adds keys where the project's company has them", async () => {
  const room = await newRoom();
  const other = await desk.join(false);
  await addMember(desk.database, { projectId: room.id, email: other.email, role: "admin" });
  expect((await desk.get(room.at, other)).body.project.encryptionKeys).toBe(true);
  const added = await desk.post(`${room.at}/environments/sandbox/client-encryption-keys`, {}, other);
  expect(added.status).toBe(201);
});

test("the team is told of each of its changes, and so is the one who is removed", async () => {
  const room = await newRoom();
  const eve = await joined(room, "read-only");
  const at = `${room.at}/members/${eve.id}`;
  await desk.patch(at, { role: "admin" }, room.admin);
  await desk.delete(at, room.admin);
  const kindsOf = async (person: SignedIn) =>
    (await desk.get("/api/v1/notices", person)).body.items.map(({ kind }: { kind: string }) => kind);
  const [invited, ...told] = ["member.invited", "member.joined", "member.role-changed", "member.removed"];
  expect(await kindsOf(eve)).toEqual([...told].reverse());
  expect((await kindsOf(room.admin)).slice(0, 4)).toEqual([...[...told].reverse(), invited]);
  expect((await mailsTo(eve.email)).filter((subject) => subject.includes("has changed"))).toHaveLength(3);
});

test("a read-only member sees the team and may do nothing but leave", async () => {
  const room = await newRoom();
  const eve = await joined(room, "read-only");
  const { body } = await invite(room, "somebody@example.test");
  const seen = await team(room, eve);
  const no = { allowed: false, reason: "not-allowed" };
  expect(seen.can).toEqual({ inviteAdmin: no, inviteReadOnly: no, leave: { allowed: true } });
  expect(seen.members[0].can).toEqual({ changeRole: no, remove: no });
  expect(seen.invitations[0].can).toEqual({ resend: no, withdraw: no });
  const member = `${room.at}/members/${room.admin.id}`;
  const invitation = `${room.at}/invitations/${body.invitation.id}`;
  for (const refused of [
    await invite(room, "other@example.test", "read-only", eve),
    await desk.post(`${invitation}/resend`, {}, eve),
    await desk.delete(invitation, eve),
    await desk.patch(member, { role: "read-only" }, eve),
    await desk.delete(member, eve),
  ])
    expect([refused.status, refused.body.code]).toEqual([403, "not-allowed"]);
});

test("HTML in a name is refused where it is typed, and shown as text in a mail where it is in the database", async () => {
  const room = await newRoom();
  const email = "html@example.test";
  await invite(room, email);
  const token = await tokenFor(email);
  const typed = { token, name: "<b>Bold</b>", company: "C", password: PASSWORD };
  expect((await desk.post("/api/v1/invitations/sign-up", typed, null)).body.errors).toMatchObject([
    { pointer: "/name" },
  ]);
  const name = `<img src=x onerror="alert(1)">`;
  const eve = await joined(room, "read-only");
  await desk.database.update(accounts).set({ name }).where(eq(accounts.id, eve.id));
  await desk.post(`${room.at}/leave`, {}, eve);
  await desk.mailNotices();
  const told = await desk.database.select().from(mails).where(eq(mails.recipient, eve.email));
  const mail = told.find(({ body }) => body.includes("has left"));
  expect(mail?.html).not.toContain("<img");
  expect(mail?.body).toContain(`${name} (${eve.email}) has left`);
});

test("an invitation after 7 days opens nothing, keeps its place, and can be sent again", async () => {
  const room = await newRoom();
  const eve = await desk.join();
  const { body } = await invite(room, eve.email);
  const token = await tokenFor(eve.email);
  desk.advance(7 * DAY_MS - 60_000);
  expect((await desk.post("/api/v1/invitations/read", { token }, null)).status).toBe(200);
  desk.advance(120_000);
  expect((await accept(token, eve)).body.code).toBe("link-not-valid");
  expect(await team(room)).toMatchObject({ invitations: [{ expired: true }], places: { members: 2 } });
  const again = await desk.post(`${room.at}/invitations/${body.invitation.id}/resend`, {}, room.admin);
  expect(again.body.invitation.expired).toBe(false);
  expect((await accept(await tokenFor(eve.email), eve)).status).toBe(200);
  expect(await desk.database.$count(projectInvitations, eq(projectInvitations.projectId, room.id))).toBe(0);
});

test("an invitation is written in the language of whoever invites, or of the account that the address has", async () => {
  const speak = (language: string, as: SignedIn) =>
    desk.put("/api/v1/notices/settings", { language, withoutMail: [] }, as);
  const room = await newRoom();
  await speak("es", room.admin);
  const [stranger, english, spanish] = ["nobody-yet@example.test", await desk.join(), await desk.join()];
  await speak("en", english);
  await speak("es", spanish);
  for (const email of [stranger, english.email, spanish.email])
    expect((await invite(room, email)).status).toBe(201);
  const subjects = async (email: string) =>
    (await desk.database.select().from(mails).where(eq(mails.recipient, email))).map(
      ({ subject }) => subject,
    );
  expect(await subjects(stranger)).toEqual(["Le invitan a un proyecto en Mastercard"]);
  expect(await subjects(english.email)).toEqual(["You are invited to a project at Mastercard"]);
  expect(await subjects(spanish.email)).toEqual(["Le invitan a un proyecto en Mastercard"]);
});

test("whoever signs up by an invitation in a browser that asks for Spanish has Spanish mails from then on", async () => {
  const room = await newRoom();
  const email = "nueva@example.test";
  await invite(room, email);
  const form = { token: await tokenFor(email), name: "Nueva", company: "Una", password: PASSWORD };
  const answer = await desk.post("/api/v1/invitations/sign-up", form, null, { "accept-language": "es-AR" });
  expect(answer.status).toBe(201);
  const { body } = await desk.get("/api/v1/notices/settings", await desk.as(email));
  expect(body.language).toBe("es");
});
