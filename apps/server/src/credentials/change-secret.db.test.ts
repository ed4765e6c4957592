import { verify } from "@node-rs/argon2";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { createTurnstile } from "../http/turnstile.ts";
import { keyBook } from "../key-book/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { changePartnerSecret } from "./change-secret.ts";
import { credentials } from "./tables.ts";

const now = new Date("2026-05-01T10:00:00Z");
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const hashing = createTurnstile({ atOnce: 2, waiting: 8, full: "full" });
const deps = () => ({
  database: desk.database,
  custody: desk.custody,
  clock: () => now,
  hashing,
});

async function newCredential() {
  const { body } = await desk.post("/api/v1/projects", desk.draft(), await desk.join());
  const id: string = body.project.environments[0].credentials[0].id;
  return stored(id);
}

async function stored(id: string) {
  const [row] = await desk.database.select().from(credentials).where(eq(credentials.id, id));
  if (row === undefined) throw new Error("there is no such credential");
  return row;
}

const verifierOf = (of: Awaited<ReturnType<typeof stored>>) => of.secrets[0]?.verifier ?? "";

test("by default the old secret ends at once, and the version says so to every token", async () => {
  const before = await newCredential();
  const change = {
    credentialId: before.id,
    newSecret: "Chosen-Secret-1",
    immediate: true,
    ifVerifier: verifierOf(before),
  };
  const result = await changePartnerSecret(deps(), change);
  expect(result).toEqual({ ok: true, number: expect.any(Number) });
  const after = await stored(before.id);
  expect(after.version).toBe(before.version + 1);
  expect(after.secrets).toHaveLength(1);
  expect(after.secrets[0]).toMatchObject({ scheme: "argon2id", notAfter: null });
  expect(await verify(after.secrets[0]?.verifier ?? "", "Chosen-Secret-1")).toBe(true);
  expect(JSON.stringify(after)).not.toContain("Chosen-Secret-1");
});

test("asked so, the old secret works on for 30 days beside the new one, and tokens live on", async () => {
  const before = await newCredential();
  const change = {
    credentialId: before.id,
    newSecret: "Chosen-Secret-2",
    immediate: false,
    ifVerifier: verifierOf(before),
  };
  await changePartnerSecret(deps(), change);
  const after = await stored(before.id);
  expect(after.version).toBe(before.version);
  expect(after.secrets.map(({ notAfter }) => notAfter)).toEqual([null, "2026-05-31T10:00:00.000Z"]);
  expect(after.secrets[1]?.verifier).toBe(before.secrets[0]?.verifier);
});

test("of several changes with overlap each old secret keeps its own end, and the fourth is refused", async () => {
  const { id } = await newCredential();
  const day = 86_400_000;
  const change = async (days: number) => {
    const clock = () => new Date(now.getTime() + days * day);
    const ifVerifier = verifierOf(await stored(id));
    const what = { credentialId: id, newSecret: `Chosen-Secret-day-${days}`, immediate: false, ifVerifier };
    return changePartnerSecret({ ...deps(), clock }, what);
  };
  for (const days of [0, 10, 20]) expect(await change(days)).toMatchObject({ ok: true });
  const ends = async () => (await stored(id)).secrets.map(({ notAfter }) => notAfter?.slice(0, 10) ?? null);
  expect(await ends()).toEqual([null, "2026-06-20", "2026-06-10", "2026-05-31"]);
  expect(await change(25)).toEqual({ ok: false, reason: "too-many-secrets" });
  expect(await change(30)).toMatchObject({ ok: true });
  expect(await ends()).toEqual([null, "2026-06-30", "2026-06-20", "2026-06-10"]);
});

test("a change made once can't be made again by the same message, with overlap or without", async () => {
  for (const immediate of [true, false]) {
    const before = await newCredential();
    const change = {
      credentialId: before.id,
      newSecret: "Chosen-Secret-7",
      immediate,
      ifVerifier: verifierOf(before),
    };
    expect(await changePartnerSecret(deps(), change)).toMatchObject({ ok: true });
    expect(await changePartnerSecret(deps(), change)).toEqual({ ok: false, reason: "changed-meanwhile" });
  }
});

test("the gateways are told in the same transaction, and the trail names the partner and no secret", async () => {
  const before = await newCredential();
  const change = {
    credentialId: before.id,
    newSecret: "Chosen-Secret-3",
    immediate: true,
    ifVerifier: verifierOf(before),
  };
  const result = await changePartnerSecret(deps(), change);
  const entries = await desk.database.select().from(keyBook);
  const told = entries.find((entry) => JSON.stringify(entry).includes(before.id));
  expect(told?.number).toBe(result.ok ? result.number : null);
  const trail = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, before.projectId));
  const last = trail.find(({ action }) => action === "credential.secret-changed");
  expect(last?.actor).toBe(`partner ${before.partnerId}`);
  expect(JSON.stringify([told, trail])).not.toContain("Chosen-Secret-3");
});

test("of two changes from the same old secret at the same moment one wins", async () => {
  const before = await newCredential();
  const results = await Promise.all(
    ["Chosen-Secret-4", "Chosen-Secret-5"].map((newSecret) =>
      changePartnerSecret(deps(), {
        credentialId: before.id,
        newSecret,
        immediate: true,
        ifVerifier: verifierOf(before),
      }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, reason: "changed-meanwhile" });
});

test("a credential that is gone is said to be gone", async () => {
  const credentialId = "01a21260-6489-76bd-beb3-947960e3c09c";
  const change = { credentialId, newSecret: "Chosen-Secret-6", immediate: true, ifVerifier: "none" };
  expect(await changePartnerSecret(deps(), change)).toEqual({ ok: false, reason: "gone" });
});

test("a leaked secret is changed while the key store is away; the new one alone can't be shown, until the next change", async () => {
  const before = await newCredential();
  const change = async (newSecret: string) =>
    changePartnerSecret(deps(), {
      credentialId: before.id,
      newSecret,
      immediate: true,
      ifVerifier: verifierOf(await stored(before.id)),
    });
  await desk.withoutKeyStore(async () => {
    expect(await change("Chosen-Secret-1")).toMatchObject({ ok: true });
  });
  const after = await stored(before.id);
  expect(after.wrappedSecret).toBeNull();
  expect(await verify(verifierOf(after), "Chosen-Secret-1")).toBe(true);
  expect(await change("Chosen-Secret-2")).toMatchObject({ ok: true });
  expect((await stored(before.id)).wrappedSecret).not.toBeNull();
});
