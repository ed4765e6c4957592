import { eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { mailNotices } from "../notices/mail-notices.ts";
import { deleteNoticesBefore } from "../notices/store.ts";
import { noticeRecipients, noticeSettings, notices } from "../notices/tables.ts";
import { startMailWorker } from "../notifications/jobs.ts";
import { mails } from "../notifications/tables.ts";
import { startMailServer } from "../notifications/testing/mail-server.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { tellMembers } from "./tell-members.ts";

const setting = { provider: "Mastercard", publicUrl: "https://desk.example" };
const log = pino({ level: "silent" });
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A project of Ada's with Bob as a read-only member; what was told of its making is dealt with. */
async function newProject() {
  const [ada, bob] = [await desk.join(), await desk.join()];
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const id: string = body.project.id;
  await addMember(desk.database, { projectId: id, email: bob.email, role: "read-only" });
  await desk.mailNotices();
  const at = `/api/v1/projects/${id}`;
  return {
    ada,
    bob,
    id,
    name: body.project.name as string,
    addKey: () => desk.post(`${at}/environments/sandbox/client-encryption-keys`, {}, ada),
    addCredential: () => desk.post(`${at}/environments/sandbox/credentials`, { description: "" }, ada),
  };
}

const choose = (as: SignedIn, settings: { language?: string; withoutMail?: string[] }) =>
  desk.put("/api/v1/notices/settings", { language: "en", withoutMail: [], ...settings }, as);
const mailsTo = async (person: SignedIn) => {
  await desk.mailNotices();
  return desk.database.select().from(mails).where(eq(mails.recipient, person.email));
};
const listOf = async (as: SignedIn, before?: string) =>
  (await desk.get(`/api/v1/notices${before === undefined ? "" : `?before=${before}`}`, as)).body;

test("all members are told by mail and in the bell, whoever did it, the one who did it too", async () => {
  const project = await newProject();
  await project.addCredential();
  for (const person of [project.ada, project.bob]) {
    const [mail] = (await mailsTo(person)).filter(({ subject }) => subject.includes("New credentials"));
    expect(mail?.body).toContain(`By: ${project.ada.email}`);
    expect(mail?.html).toContain("<h1");
    expect((await listOf(person)).items[0]).toMatchObject({
      kind: "credential.created",
      security: true,
      project: { id: project.id, name: project.name },
      read: false,
    });
  }
  const stranger = await desk.join();
  expect(await mailsTo(stranger)).toEqual([]);
  expect(await listOf(stranger)).toEqual({ items: [], next: null, unread: 0 });
});

test("what is rolled back is told to nobody", async () => {
  const { id, ada } = await newProject();
  const before = (await mailsTo(ada)).length;
  await expect(
    inTransaction(desk.database, async (tx) => {
      await tellMembers(tx, { actor: "x" }, desk.now(), {
        kind: "credential.deleted",
        projectId: id,
        environmentId: null,
        facts: { partnerId: "1" },
      });
      throw new Error("rolled back");
    }),
  ).rejects.toThrow("rolled back");
  expect(await mailsTo(ada)).toHaveLength(before);
});

test("a kind that somebody doesn't want by mail still comes in the bell, and to the others by mail", async () => {
  const project = await newProject();
  expect((await choose(project.bob, { withoutMail: ["key.created"] })).status).toBe(200);
  await project.addKey();
  const about = async (person: SignedIn) =>
    (await mailsTo(person)).filter(({ subject }) => subject.includes("new encryption key")).length;
  expect([await about(project.ada), await about(project.bob)]).toEqual([1, 0]);
  expect((await listOf(project.bob)).items[0].kind).toBe("key.created");
});

test("mails about security can't be switched off", async () => {
  const { bob } = await newProject();
  const { status, body } = await choose(bob, { withoutMail: ["key.created", "key.revoked"] });
  expect([status, body.errors[0].pointer]).toEqual([400, "/withoutMail/1"]);
  const { kinds } = (await desk.get("/api/v1/notices/settings", bob)).body;
  expect(kinds.every(({ mail }: { mail: boolean }) => mail)).toBe(true);
});

test("who chose no mail of a kind before it was about security gets its mails, and can choose anew with what the page shows", async () => {
  const { bob } = await newProject();
  const without = {
    accountId: bob.id,
    language: "en",
    withoutMail: ["webhook.removed", "key.created"],
  } as const;
  await desk.database.insert(noticeSettings).values(without);
  const shown = (await desk.get("/api/v1/notices/settings", bob)).body.kinds as {
    kind: string;
    mail: boolean;
  }[];
  const off = shown.filter(({ mail }) => !mail).map(({ kind }) => kind);
  expect(off).toEqual(["key.created"]);
  expect((await choose(bob, { withoutMail: off })).status).toBe(200);
});

test("who chooses Spanish is told in Spanish, by mail and in the bell, and the others in English", async () => {
  const project = await newProject();
  await choose(project.bob, { language: "es" });
  await project.addCredential();
  expect((await mailsTo(project.bob)).map(({ subject }) => subject)).toContain(
    `Nuevas credenciales en «${project.name}»`,
  );
  expect((await mailsTo(project.ada)).map(({ subject }) => subject)).toContain(
    `New credentials in “${project.name}”`,
  );
  expect((await listOf(project.bob)).items[0].title).toBe(`Nuevas credenciales en «${project.name}»`);
});

test("the bell comes in pages without a gap, and counts what is unread", async () => {
  const project = await newProject();
  for (let told = 0; told < 45; told += 1) {
    await inTransaction(desk.database, (tx) =>
      tellMembers(tx, { actor: "x" }, desk.now(), {
        kind: "credential.deleted",
        projectId: project.id,
        environmentId: null,
        facts: { partnerId: String(told) },
      }),
    );
  }
  const ids: string[] = [];
  const sizes: number[] = [];
  for (let next: string | undefined; ; ) {
    const page = await listOf(project.bob, next);
    ids.push(...page.items.map(({ id }: { id: string }) => id));
    sizes.push(page.items.length);
    if (page.next === null) break;
    next = page.next;
  }
  expect([sizes, new Set(ids).size]).toEqual([[20, 20, 5], 45]);
  expect((await desk.get("/api/v1/notices?before=nonsense", project.bob)).status).toBe(400);
  const [first, second] = (await listOf(project.bob)).items;
  expect((await desk.post(`/api/v1/notices/${first.id}/read`, {}, project.bob)).status).toBe(204);
  expect((await desk.get("/api/v1/notices/unread", project.bob)).body).toEqual({ unread: 44 });
  await desk.post("/api/v1/notices/read", { until: second.at }, project.bob);
  expect((await listOf(project.bob)).unread).toBe(0);
  // What one has read, another one has not.
  expect((await listOf(project.ada)).unread).toBe(46);
});

test("nobody reads or marks what others were told", async () => {
  const project = await newProject();
  const stranger = await desk.join();
  const [mine] = (await listOf(project.ada)).items;
  expect((await desk.post(`/api/v1/notices/${mine.id}/read`, {}, stranger)).status).toBe(404);
  expect((await desk.get("/api/v1/notices", null)).status).toBe(401);
  expect((await listOf(project.ada)).items[0].read).toBe(false);
});

test("several workers at once queue each mail once", async () => {
  const project = await newProject();
  await project.addCredential();
  await project.addKey();
  const dealt = await Promise.all(
    Array.from({ length: 6 }, () => mailNotices(desk.database, setting, desk.now(), log)),
  );
  expect(dealt.reduce((sum, each) => sum + each, 0)).toBe(2);
  const subjects = (await mailsTo(project.bob)).map(({ subject }) => subject);
  expect(subjects).toHaveLength(2);
  expect(new Set(subjects).size).toBe(2);
});

test("a notice that can't be mailed holds up no other, and is tried again", async () => {
  const project = await newProject();
  await project.addCredential();
  const [row] = await desk.database
    .select()
    .from(notices)
    .where(eq(notices.projectId, project.id))
    .orderBy(notices.at);
  const bad = {
    ...row,
    id: crypto.randomUUID(),
    at: new Date(0),
    mailedAt: null,
    projectName: "line\nbreak",
  };
  await desk.database.insert(notices).values(bad as typeof notices.$inferInsert);
  await desk.database.insert(noticeRecipients).values({ noticeId: bad.id, accountId: project.bob.id });
  expect(await mailNotices(desk.database, setting, desk.now(), log)).toBe(1);
  await desk.database.update(notices).set({ projectName: "mended" }).where(eq(notices.id, bad.id));
  expect((await mailsTo(project.bob)).map(({ subject }) => subject)).toHaveLength(2);
});

test("notices of 90 days ago are forgotten, with who was told", async () => {
  const project = await newProject();
  await deleteNoticesBefore(desk.database, new Date(desk.now().getTime() + 1));
  expect((await listOf(project.ada)).items).toEqual([]);
});

test("a mail server gets text and page of a notice, in the reader's language", async () => {
  const server = await startMailServer();
  const project = await newProject();
  await choose(project.bob, { language: "es" });
  await desk.database.delete(mails);
  const worker = startMailWorker({
    database: desk.database,
    smtpUrl: server.url,
    from: "Gatehouse <desk@gatehouse.example>",
    log,
    pollMs: 10,
  });
  await project.addCredential();
  await mailNotices(desk.database, setting, new Date(), log);
  await vi.waitFor(() => expect(server.taken).toHaveLength(2), { timeout: 10_000 });
  await worker.stop();
  await server.close();
  const source = server.taken.find(({ to }) => to[0] === project.bob.email)?.source ?? "";
  expect(source).toMatch(/^Content-Type: multipart\/alternative/m);
  expect(source).toMatch(/^Content-Type: text\/plain; charset=utf-8/m);
  expect(source).toMatch(/^Content-Type: text\/html; charset=utf-8/m);
  expect(source).toMatch(/lang=3D"es"|lang="es"/);
  // And what was sent is not kept.
  const kept = await desk.database.select().from(mails);
  expect(kept.map(({ body, html }) => [body, html])).toEqual([
    ["", null],
    ["", null],
  ]);
});

test("what befalls all projects of a partner is one mail to each member, about theirs, and a line of the bell for each project", async () => {
  const project = await newProject();
  const { body } = await desk.post("/api/v1/projects", desk.draft({ name: "Second" }), project.ada);
  await desk.mailNotices();
  const [now, suspended] = [
    desk.now(),
    { kind: "partner.suspended", facts: { reason: "Not paid." } } as const,
  ];
  await inTransaction(desk.database, async (tx) => {
    for (const projectId of [project.id, body.project.id as string])
      await tellMembers(tx, null, now, { projectId, environmentId: null, ...suspended });
  });
  const about = async (person: SignedIn) =>
    (await mailsTo(person))
      .filter(({ body: text }) => text.includes("Not paid."))
      .map(({ body: text }) => text);
  const [toAda, toBob] = [await about(project.ada), await about(project.bob)];
  expect([toAda.length, toBob.length]).toEqual([1, 1]);
  expect(toAda[0]).toMatch(/The same goes for: “(Second|[^”]+)”\./);
  expect(toBob[0]).not.toContain("The same goes for");
  const told = async (person: SignedIn) =>
    (await listOf(person)).items.filter(({ kind }: { kind: string }) => kind === "partner.suspended").length;
  expect([await told(project.ada), await told(project.bob)]).toEqual([2, 1]);
});
