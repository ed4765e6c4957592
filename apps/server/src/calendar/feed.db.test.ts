import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashToken } from "../accounts/tokens.ts";
import { auditEntries } from "../audit/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { calendarFeeds } from "./tables.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newProject(name?: string) {
  const [ada, member] = [await desk.join(), await desk.join()];
  const key = { alias: "first", certificateRequest: await newRequest() };
  const { body } = await desk.post(
    "/api/v1/projects",
    desk.draft({ mastercardEncryptionKey: key, ...(name === undefined ? {} : { name }) }),
    ada,
  );
  const id: string = body.project.id;
  await desk.database
    .insert(projectMembers)
    .values({ projectId: id, accountId: member.id, role: "read-only", since: new Date() });
  const at = `/api/v1/projects/${id}`;
  return { id, at, ada, member, environment: body.project.environments[0] };
}

const make = async (at: string, as: Parameters<TestDesk["post"]>[2]) => {
  const { status, body } = await desk.post(`${at}/calendar`, {}, as);
  expect(status).toBe(201);
  return new URL(body.url).pathname;
};
const read = (path: string, headers: Record<string, string> = {}) => desk.get(path, null, headers);
const sequenceOf = (text: string) => Number(/SEQUENCE:(\d+)/.exec(text)?.[1]);

test("an address is made, shown once, and opens the calendar without a log-in; of it only a hash is stored", async () => {
  const project = await newProject();
  expect((await desk.get(`${project.at}/calendar`, project.ada)).body).toEqual({ feed: null });
  const { body } = await desk.post(`${project.at}/calendar`, {}, project.ada);
  expect(body.url).toMatch(/^https:\/\/desk\.example\/api\/v1\/calendar-feeds\/[\w-]{43}\.ics$/);
  expect(body.webcalUrl).toBe(body.url.replace("https:", "webcal:"));
  const { status, text, headers } = await read(new URL(body.url).pathname);
  expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
    200,
    "text/calendar; charset=utf-8",
    "private, no-cache",
  ]);
  expect(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")).toBe(true);
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(14);
  const shown = (await desk.get(`${project.at}/calendar`, project.ada)).body.feed;
  expect(shown).toEqual({ createdAt: expect.any(String), readAt: expect.any(String) });
  const token = /([\w-]{43})\.ics$/.exec(body.url)?.[1] ?? "";
  const rows = await desk.database
    .select()
    .from(calendarFeeds)
    .where(eq(calendarFeeds.projectId, project.id));
  expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([hashToken(token)]);
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, project.id));
  expect(JSON.stringify(trail)).not.toContain(token);
  expect(trail.map(({ action }) => action)).toContain("calendar-feed.made");
});

test("made anew, the old address ends; ended, there is none", async () => {
  const project = await newProject();
  const old = await make(project.at, project.ada);
  const fresh = await make(project.at, project.ada);
  expect((await read(old)).status).toBe(404);
  expect((await read(fresh)).status).toBe(200);
  for (const _ of [1, 2]) expect((await desk.delete(`${project.at}/calendar`, project.ada)).status).toBe(204);
  expect((await read(fresh)).status).toBe(404);
  expect((await desk.get(`${project.at}/calendar`, project.ada)).body).toEqual({ feed: null });
});

test("made many times at once, one address is left that works", async () => {
  const project = await newProject();
  const paths = await Promise.all(Array.from({ length: 6 }, () => make(project.at, project.ada)));
  const statuses = await Promise.all(paths.map(async (path) => (await read(path)).status));
  expect(statuses.sort()).toEqual([200, 404, 404, 404, 404, 404]);
});

test("each member has an address of their own, which ends when they leave", async () => {
  const project = await newProject();
  const [own, other] = [await make(project.at, project.ada), await make(project.at, project.member)];
  await desk.database
    .delete(projectMembers)
    .where(and(eq(projectMembers.projectId, project.id), eq(projectMembers.accountId, project.member.id)));
  expect((await read(other)).status).toBe(404);
  expect((await read(own)).status).toBe(200);
});

test("strangers make none, and what is no address is answered like an old one", async () => {
  const project = await newProject();
  const stranger = await desk.join();
  expect((await desk.post(`${project.at}/calendar`, {}, stranger)).status).toBe(404);
  expect((await desk.get(`${project.at}/calendar`, stranger)).status).toBe(404);
  expect((await desk.delete(`${project.at}/calendar`, stranger)).status).toBe(404);
  for (const name of ["x.ics", "x", `${"A".repeat(43)}.ics`, `${"%41".repeat(43)}.ics`, "..%2F..%2Fme"]) {
    const { status, body } = await read(`/api/v1/calendar-feeds/${name}`);
    expect([status, body.code]).toEqual([404, "not-found"]);
    expect(body.detail).not.toContain("AAA");
  }
});

test("nothing new is answered with 304, until a key changes; then the sequence has grown", async () => {
  const project = await newProject();
  const path = await make(project.at, project.ada);
  const first = await read(path);
  const etag = String(first.headers.etag);
  const again = await read(path, { "if-none-match": `"other", W/${etag}` });
  expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
  const [{ id }] = project.environment.mastercardEncryptionKeys;
  await desk.patch(`${project.at}/mastercard-encryption-keys/${id}`, { alias: "renamed" }, project.ada);
  const changed = await read(path, { "if-none-match": etag });
  expect(changed.status).toBe(200);
  expect(changed.text).toContain("renamed");
  expect(sequenceOf(changed.text)).toBeGreaterThan(sequenceOf(first.text));
  const uids = (text: string) => text.match(/UID:.*/g);
  expect(uids(changed.text)).toEqual(uids(first.text));
});

test("a name with everything that iCalendar gives a meaning to changes nothing but the name", async () => {
  const project = await newProject("Löhne (a, b) & Söhne, 'x'");
  const { text } = await read(await make(project.at, project.ada));
  expect(text).toContain("X-WR-CALNAME:Keys of Löhne (a\\, b) & Söhne\\, 'x'\r\n");
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test("a calendar with no key in it is one still", async () => {
  const person = await desk.join(false);
  const { body } = await desk.post("/api/v1/projects", desk.draft(), person);
  const { text } = await read(await make(`/api/v1/projects/${body.project.id}`, person));
  expect(text).not.toContain("VEVENT");
  expect(text).toContain("BEGIN:VTIMEZONE");
});
