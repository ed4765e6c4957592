import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "../accounts/tables.ts";
import { appendAudit } from "../audit/append.ts";
import { auditEntries } from "../audit/tables.ts";
import { inTransaction } from "../database/transaction.ts";
import { newRequest, openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projectMembers } from "../projects/tables.ts";
import { LOOKED_AT } from "./store.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

type Person = Awaited<ReturnType<TestDesk["join"]>>;
interface Item {
  readonly number: number;
  readonly action: string;
  readonly summary: string;
  readonly changes: { readonly label: string; readonly before?: unknown; readonly after?: unknown }[];
}

async function newProject() {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft({ name: "Trail" }), ada);
  const id: string = body.project.id;
  const at = `/api/v1/projects/${id}`;
  const list = async (query = "", as: Person = ada) => desk.get(`${at}/audit${query}`, as);
  const items = async (query = ""): Promise<Item[]> => (await list(query)).body.items;
  const addKey = async (alias: string) => {
    const path = `${at}/environments/sandbox/mastercard-encryption-keys`;
    const { key } = (await desk.post(path, { alias, certificateRequest: await newRequest() }, ada)).body;
    return String(key.id);
  };
  return { id, at, ada, list, items, addKey, project: body.project };
}

/** Further entries in a trail, a second apart, the last one now. */
async function fill(projectId: string, count: number, alias = (n: number) => `key ${n}`): Promise<void> {
  const origin = { accountId: null, actor: "eve@example.test", address: "198.51.100.9", requestId: "r" };
  const now = desk.now().getTime();
  await inTransaction(desk.database, async (tx) => {
    for (let n = 1; n <= count; n += 1) {
      await appendAudit(tx, origin, new Date(now + n * 1_000), [
        {
          projectId,
          action: "mastercard-encryption-key.renamed",
          subject: `mastercard-encryption-key:${n}`,
          before: { alias: "old" },
          after: { alias: alias(n) },
        },
      ]);
    }
  });
}

test("every event is told in a sentence with the person's name, newest first, with what was before and after", async () => {
  const { at, ada, items, addKey } = await newProject();
  await addKey("Winter");
  const spring = await addKey("Spring");
  await desk.post(`${at}/mastercard-encryption-keys/${spring}/activate`, {}, ada);
  await desk.patch(`${at}/mastercard-encryption-keys/${spring}`, { alias: "Spring 2027" }, ada);
  const [renamed, activated, ...rest] = await items();
  expect(renamed?.summary).toBe("Ada renamed Mastercard key “Spring” to “Spring 2027” from 127.0.0.1.");
  expect(renamed?.changes).toEqual([
    { field: "alias", label: "Alias", before: "Spring", after: "Spring 2027" },
  ]);
  expect(activated?.summary).toBe(
    "Ada activated Mastercard key “Spring” in place of “Winter” from 127.0.0.1.",
  );
  expect(rest.at(-1)?.summary).toBe("Ada created the project “Trail” from 127.0.0.1.");
});

test("filters by event, group, actor, subject and time leave what fits and nothing else", async () => {
  const { id, items, addKey, ada } = await newProject();
  const key = await addKey("Winter");
  await fill(id, 3);
  const actions = async (query: string) => (await items(query)).map(({ action }) => action);
  expect(await actions("?action=project.created")).toEqual(["project.created"]);
  expect(new Set(await actions("?action=mastercard-encryption-key.*"))).toEqual(
    new Set(["mastercard-encryption-key.added", "mastercard-encryption-key.renamed"]),
  );
  expect(await actions("?action=project.created&action=credential.*")).toEqual([
    "credential.created",
    "project.created",
  ]);
  expect(await actions(`?actor=${ada.email.toUpperCase()}&action=mastercard-encryption-key.*`)).toEqual([
    "mastercard-encryption-key.added",
  ]);
  expect(await actions(`?subject=mastercard-encryption-key:${key}`)).toEqual([
    "mastercard-encryption-key.added",
  ]);
  const [newest, second] = await desk.database
    .select({ at: auditEntries.at })
    .from(auditEntries)
    .where(eq(auditEntries.chain, id))
    .orderBy(sql`number desc`);
  const from = `?from=${newest?.at.toISOString()}`;
  expect(await actions(from)).toHaveLength(1);
  expect(await actions(`?from=${second?.at.toISOString()}&to=${newest?.at.toISOString()}`)).toHaveLength(1);
});

test("a search finds words in actor, name, event, subject, address, before and after, in any case, and all of them", async () => {
  const { id, items } = await newProject();
  await fill(id, 3, (n) => (n === 2 ? 'The "50%_off\\" Zoë' : `key ${n}`));
  const found = async (q: string) => (await items(`?q=${encodeURIComponent(q)}`)).length;
  expect(await found("EVE@example")).toBe(3);
  expect(await found("198.51.100")).toBe(3);
  expect(await found("encryption-key:2")).toBe(1);
  expect(await found("project created")).toBe(1);
  expect(await found("renamed")).toBe(3);
  expect(await found("Ada created")).toBeGreaterThan(0);
  expect(await found('"50%_off\\"')).toBe(1);
  expect(await found("zoë off eve")).toBe(1);
  expect(await found("zoë winter")).toBe(0);
  // Signs that mean something to a pattern mean themselves.
  expect([await found("5__"), await found("%%%")]).toEqual([0, 0]);
});

test("pages are stable while entries are added, and come to an end", async () => {
  const { id, list } = await newProject();
  await fill(id, 25);
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await list(`?limit=10${cursor === null ? "" : `&cursor=${cursor}`}`);
    seen.push(...body.items.map(({ number }: Item) => number));
    cursor = body.nextCursor;
    desk.advance(3_600_000);
    await fill(id, 2);
  } while (cursor !== null);
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => seen.length - index));
  expect(seen.length).toBeGreaterThan(25);
});

test("a search looks at so many entries and no more, says how far back it came, and goes on from there", async () => {
  const { id, list } = await newProject();
  await desk.database.execute(sql`
    insert into audit_entries (chain, number, at, actor, address, request_id, action, subject, previous, hash)
    select ${id}, 1000 + n, now() + interval '1 day' + n * interval '1 second', 'eve', 'local', 'r', 'account.logged-in', 'x',
      sha256(n::text::bytea), sha256(n::text::bytea)
    from generate_series(1, ${LOOKED_AT}) n`);
  const { body } = await list("?q=Trail");
  expect(body.items).toEqual([]);
  expect(Date.parse(body.lookedBackTo)).toBeGreaterThan(desk.now().getTime());
  const more = (await list(`?q=Trail&cursor=${body.nextCursor}`)).body;
  expect(more.items).toMatchObject([{ action: "project.created" }]);
  expect([more.nextCursor, more.lookedBackTo]).toEqual([null, null]);
});

test("a search that holds the database for too long is ended and told so", async () => {
  const { at, ada } = await newProject();
  const locked = desk.database.transaction(async (tx) => {
    await tx.execute(sql`lock table audit_entries in access exclusive mode`);
    return desk.get(`${at}/audit`, ada);
  });
  const { status, body } = await locked;
  expect([status, body.code]).toEqual([503, "search-too-slow"]);
});

test.each([
  ["?limit=201", "/limit"],
  ["?limit=0", "/limit"],
  ["?q=ab", "/q"],
  [`?q=${"x".repeat(101)}`, "/q"],
  ["?action=key.stolen", "/action"],
  ["?from=yesterday", "/from"],
  ["?cursor=abc", "/cursor"],
  [`?cursor=${Buffer.from('[1,"x",-1]').toString("base64url")}`, "/cursor"],
])("%s is refused at its field", async (query, pointer) => {
  const { list } = await newProject();
  const { status, body } = await list(query);
  expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
});

test("strangers find no log and no export, whether or not the project is there; read-only members read both", async () => {
  const { id, at } = await newProject();
  const [mallory, grace] = [await desk.join(), await desk.join()];
  for (const path of ["audit", "audit.jsonl", "audit-filtered.jsonl", "activity"]) {
    expect((await desk.get(`${at}/${path}`, mallory)).status).toBe(404);
  }
  await desk.database
    .insert(projectMembers)
    .values({ projectId: id, accountId: grace.id, role: "read-only", since: new Date() });
  for (const path of ["audit", "audit.jsonl", "audit-filtered.jsonl"]) {
    expect((await desk.get(`${at}/${path}`, grace)).status).toBe(200);
  }
});

test("a cursor of another project opens nothing of it", async () => {
  const [ours, theirs] = [await newProject(), await newProject()];
  await fill(theirs.id, 5);
  const { body } = await theirs.list("?limit=2");
  const seen = (await ours.list(`?cursor=${body.nextCursor}`)).body.items;
  expect(seen.every(({ summary }: Item) => !summary.includes("eve"))).toBe(true);
});

test("no answer and no export holds a secret that was made or shown meanwhile", async () => {
  const { at, ada, list, project } = await newProject();
  const [credential] = project.environments[0].credentials;
  const shown = (await desk.post(`${at}/credentials/${credential.id}/reveal`, {}, ada)).body;
  const rotated = (await desk.post(`${at}/credentials/${credential.id}/rotate`, { overlapHours: 1 }, ada))
    .body;
  const texts = [(await list()).text];
  for (const path of ["audit.jsonl", "audit-filtered.jsonl"]) {
    texts.push((await desk.get(`${at}/${path}`, ada)).text);
  }
  for (const secret of [shown.partnerSecret, shown.appKey, rotated.partnerSecret]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  }
});

test("an export is the next entry of the trail, and isn't in itself", async () => {
  const { at, ada, items } = await newProject();
  const lines = (await desk.get(`${at}/audit.jsonl`, ada)).text
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l));
  const [exported] = await items();
  expect(exported).toMatchObject({ action: "audit-trail.exported" });
  expect(lines.at(-1)).toEqual({ type: "end", entries: Number(exported?.number) - 1 });
});

test("what is filtered is exported with the word that it is no chain", async () => {
  const { id, at, ada } = await newProject();
  await fill(id, 250);
  const { text } = await desk.get(`${at}/audit-filtered.jsonl?action=mastercard-encryption-key.renamed`, ada);
  const [first, ...rest] = text
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l));
  expect(first).toMatchObject({
    type: "filtered",
    format: "gatehouse-audit-filtered-1",
    note: expect.stringContaining("can't be verified as a chain"),
    filters: { action: "mastercard-encryption-key.renamed", project: id },
  });
  expect(rest.at(-1)).toEqual({ type: "end", entries: 250, complete: true });
  expect(rest.slice(0, -1).every((line) => line.type === "entry" && line.chain === id)).toBe(true);
});

test("members see the provider's people by their names, and find them by nothing else", async () => {
  const { id, at, ada, list, items } = await newProject();
  const [grace, alan] = [await desk.joinOperator(), await desk.joinOperator("reviewer")];
  const by = ({ id: accountId, email: actor }: Person) => ({
    accountId,
    actor,
    address: "local",
    requestId: "r",
  });
  const subject = `project:${id}`;
  await desk.database.transaction(async (tx) => {
    await appendAudit(tx, by(grace), desk.now(), [
      { projectId: id, action: "production.assigned", subject, after: { assignee: alan.email } },
    ]);
    await appendAudit(tx, by(alan), desk.now(), [{ projectId: id, action: "production.commented", subject }]);
  });
  const [commented, assigned] = await items();
  expect(commented).toMatchObject({ actor: "Grace, Mastercard", name: null });
  expect(commented?.summary).toMatch(/^Grace, Mastercard /);
  expect(assigned?.changes).toEqual([
    { field: "assignee", label: expect.any(String), after: "Grace, Mastercard" },
  ]);
  const count = async (query: string) => (await items(query)).length;
  expect(await count(`?actor=${encodeURIComponent("Grace, Mastercard")}`)).toBe(2);
  expect(await count(`?actor=${grace.email}`)).toBe(0);
  expect(await count(`?q=${grace.email.slice(0, 8)}`)).toBe(0);
  expect(await count(`?q=${alan.email.slice(0, 8)}`)).toBe(0);
  expect(await count("?q=grace")).toBe(2);
  expect(await count(`?actor=${ada.email}`)).toBeGreaterThan(0);
  // Who has left since is the provider's, by name; who was asked for by an address that is nobody's any more is the provider.
  await desk.database
    .update(accounts)
    .set({
      operator: false,
      operatorRole: null,
      removedAt: desk.now(),
      email: `${alan.id}@removed.invalid`,
      passwordHash: "$removed",
    })
    .where(eq(accounts.id, alan.id));
  const texts = [(await list()).text, (await desk.get(`${at}/activity`, ada)).text];
  texts.push((await desk.get(`${at}/audit-filtered.jsonl`, ada)).text);
  for (const text of texts) expect(text).not.toMatch(/@provider\.test|removed\.invalid/);
  expect((await items("?action=production.assigned"))[0]?.changes[0]?.after).toBe("Mastercard");
  // What is signed is handed out as it was signed.
  expect((await desk.get(`${at}/audit.jsonl`, ada)).text).toContain(grace.email);
});
