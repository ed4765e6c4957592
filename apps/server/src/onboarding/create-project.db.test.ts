import { randomUUID, X509Certificate } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countAttempt } from "../accounts/limit-attempts.ts";
import { hashEntry, NO_PREDECESSOR } from "../audit/hash-entry.ts";
import { auditEntries } from "../audit/tables.ts";
import { mastercardEncryptionKeys } from "../encryption-keys/tables.ts";
import { keyBook } from "../key-book/tables.ts";
import { mails } from "../notifications/tables.ts";
import { MOST_PROJECTS } from "../projects/rules.ts";
import { projects } from "../projects/tables.ts";
import { newRequest, openTestDesk, type TestDesk } from "./testing/open-desk.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

test("a project comes with credentials, both keys, an audit trail, a mail, and is published to the gateways", async () => {
  const ada = await desk.join();
  const draft = desk.draft({
    mastercardEncryptionKey: { alias: "my key", certificateRequest: await newRequest() },
  });
  const { status, body } = await desk.post("/api/v1/projects", draft, ada);
  expect(status).toBe(201);
  const [sandbox] = body.project.environments;
  expect(sandbox).toMatchObject({ type: "sandbox", plan: "test-drive", status: "active" });
  expect(sandbox.credentials[0].partnerId).toMatch(/^2445\d{9}$/);
  expect(sandbox.mastercardEncryptionKeys[0]).toMatchObject({ alias: "my key", status: "active" });
  const certificate = new X509Certificate(body.issued.certificatePem);
  const issuer = new X509Certificate(body.issued.chainPem[0]);
  expect(certificate.verify(issuer.publicKey)).toBe(true);
  expect(certificate.checkIssued(issuer)).toBe(true);

  const things = [
    sandbox.id,
    sandbox.credentials[0].id,
    sandbox.clientEncryptionKeys[0].id,
    sandbox.mastercardEncryptionKeys[0].id,
  ];
  const published = await desk.database.select().from(keyBook);
  for (const thing of things) expect(published.map((row) => row.id)).toContain(thing);

  const entries = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.chain, body.project.id))
    .orderBy(auditEntries.number);
  expect(entries.map((entry) => entry.action)).toEqual([
    "project.created",
    "credential.created",
    "client-encryption-key.created",
    "mastercard-encryption-key.added",
  ]);
  let previous: Buffer = NO_PREDECESSOR;
  for (const entry of entries) {
    expect(entry.hash).toEqual(hashEntry({ ...entry, at: entry.at.toISOString() }, previous));
    previous = entry.hash;
  }
  await desk.mailNotices();
  const sent = await desk.database.select().from(mails).where(eq(mails.recipient, ada.email));
  expect(sent).toHaveLength(1);
});

test("a client's whole address is kept and shown, and empty lines of it are left out", async () => {
  const ada = await desk.join();
  const town = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
  const whole = { ...town, line2: "Floor 3", region: "Illinois" };
  for (const [name, address, shown] of [
    ["Whole address", whole, whole],
    ["Empty lines", { ...town, line2: "", region: " " }, town],
  ] as const) {
    const draft = desk.draft({ name, purpose: "client", client: { legalName: `${name} Bank`, address } });
    const made = await desk.post("/api/v1/projects", draft, ada);
    expect(made.status).toBe(201);
    const { status, body } = await desk.get(`/api/v1/projects/${made.body.project.id}`, ada);
    expect(status).toBe(200);
    expect(body.project.client.address).toEqual(shown);
  }
});

test("the same draft sent twenty times at once makes one project", async () => {
  const ada = await desk.join();
  const draft = desk.draft();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => desk.post("/api/v1/projects", draft, ada)),
  );
  expect(new Set(answers.map(({ body }) => body.project.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
});

test("a draft that has become a project is refused with other details", async () => {
  const ada = await desk.join();
  const draft = desk.draft();
  await desk.post("/api/v1/projects", draft, ada);
  const { status, body } = await desk.post(
    "/api/v1/projects",
    { ...draft, sandboxDescription: "other" },
    ada,
  );
  expect([status, body.code]).toEqual([409, "draft-already-used"]);
});

test("forty projects asked for at once stop at the account's limit", async () => {
  const ada = await desk.join(false);
  const answers = await Promise.all(
    Array.from({ length: MOST_PROJECTS + 10 }, () => desk.post("/api/v1/projects", desk.draft(), ada)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(MOST_PROJECTS);
  expect(answers.filter(({ body }) => body.code === "projects-max-exceeded")).toHaveLength(10);
});

test("two projects of one name, asked for at once, are one project and one refusal; capital letters don't help", async () => {
  const ada = await desk.join();
  const answers = await Promise.all(
    ["Payroll", "PAYROLL"].map((name) => desk.post("/api/v1/projects", desk.draft({ name }), ada)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.reasonCode).toBe("PROJECT_NAME_ALREADY_EXISTS");
  const grace = await desk.join();
  expect((await desk.post("/api/v1/projects", desk.draft({ name: "Payroll" }), grace)).status).toBe(201);
});

test.each([
  ["an empty name", { name: "" }, "/name"],
  ["a name of 300 letters", { name: "x".repeat(300) }, "/name"],
  ["markup in the name", { name: "<b>bold</b>" }, "/name"],
  ["a null byte in the name", { name: "a\u0000bcd" }, "/name"],
  [
    "a client without an address",
    { purpose: "client", client: { legalName: "Client Ltd" } },
    "/client/address",
  ],
  ["a client project without a client", { purpose: "client" }, "/client"],
  ["a country that isn't one", { commercialCountry: "XX" }, "/commercialCountry"],
  ["an unknown API service", { apiService: "weather" }, "/apiService"],
  [
    "an empty alias",
    { mastercardEncryptionKey: { alias: "", certificateRequest: "x" } },
    "/mastercardEncryptionKey/alias",
  ],
  [
    "an alias of 65 letters",
    { mastercardEncryptionKey: { alias: "x".repeat(65), certificateRequest: "x" } },
    "/mastercardEncryptionKey/alias",
  ],
])("%s is refused at its field, and nothing is made", async (_what, changes, pointer) => {
  const ada = await desk.join();
  const { status, body } = await desk.post("/api/v1/projects", desk.draft(changes), ada);
  expect(status).toBe(400);
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  expect((await desk.get("/api/v1/projects", ada)).body.items).toEqual([]);
});

test("a country where the API service isn't offered is refused", async () => {
  const ada = await desk.join();
  const { status, body } = await desk.post("/api/v1/projects", desk.draft({ commercialCountry: "DE" }), ada);
  expect([status, body.reasonCode]).toEqual([400, "INVALID_COMMERCIAL_COUNTRIES"]);
});

test("a project's country can't be changed, not even past the program", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  await expect(
    desk.database.update(projects).set({ commercialCountry: "DE" }).where(eq(projects.id, body.project.id)),
  ).rejects.toMatchObject({ cause: { constraint: "projects_country_fixed" } });
});

test("another person's project is not there, whichever way it is asked for", async () => {
  const [ada, mallory] = [await desk.join(), await desk.join()];
  const made = (await desk.post("/api/v1/projects", desk.draft(), ada)).body.project;
  const [sandbox] = made.environments;
  const nothing = { status: 404, code: "not-found" };
  const ask = async (answer: Promise<{ status: number; body: { code: string } }>) => {
    const { status, body } = await answer;
    return { status, code: body.code };
  };
  const base = `/api/v1/projects/${made.id}`;
  expect(await ask(desk.get(base, mallory))).toEqual(nothing);
  expect(await ask(desk.get(`${base}/activity`, mallory))).toEqual(nothing);
  expect(
    await ask(desk.post(`${base}/credentials/${sandbox.credentials[0].id}/reveal`, {}, mallory)),
  ).toEqual(nothing);
  expect(
    await ask(
      desk.get(
        `${base}/client-encryption-keys/${sandbox.clientEncryptionKeys[0].id}/certificate.pem`,
        mallory,
      ),
    ),
  ).toEqual(nothing);
  expect(
    await ask(
      desk.post(
        `${base}/environments/sandbox/mastercard-encryption-keys`,
        { alias: "x", certificateRequest: await newRequest() },
        mallory,
      ),
    ),
  ).toEqual(nothing);
  const stranger = (await desk.get(base, mallory)).body;
  const unknown = (await desk.get(`/api/v1/projects/${randomUUID()}`, mallory)).body;
  expect({ ...stranger, requestId: "" }).toEqual({ ...unknown, requestId: "" });
  // Mallory's own project doesn't open the way to Ada's credentials.
  const own = (await desk.post("/api/v1/projects", desk.draft(), mallory)).body.project;
  expect(
    await ask(
      desk.post(`/api/v1/projects/${own.id}/credentials/${sandbox.credentials[0].id}/reveal`, {}, mallory),
    ),
  ).toEqual(nothing);
});

test("nobody who isn't logged in gets anything", async () => {
  expect((await desk.get("/api/v1/projects", null)).status).toBe(401);
  expect((await desk.post("/api/v1/projects", desk.draft(), null)).status).toBe(401);
});

test("a partner without encryption keys gets a project without them, and a forged request for one is refused", async () => {
  const ada = await desk.join(false);
  const forged = desk.draft({
    mastercardEncryptionKey: { alias: "k", certificateRequest: await newRequest() },
  });
  const refused = await desk.post("/api/v1/projects", forged, ada);
  expect([refused.status, refused.body.code]).toEqual([403, "encryption-keys-not-enabled"]);
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  expect(body.project.environments[0].clientEncryptionKeys).toEqual([]);
  expect(body.project.encryptionKeys).toBe(false);
});

test("the same key pair is used once in a project, and the key that has it is named", async () => {
  const ada = await desk.join();
  const certificateRequest = await newRequest();
  const { body } = await desk.post(
    "/api/v1/projects",
    desk.draft({ mastercardEncryptionKey: { alias: "first", certificateRequest } }),
    ada,
  );
  const path = `/api/v1/projects/${body.project.id}/environments/sandbox/mastercard-encryption-keys`;
  const again = await desk.post(path, { alias: "second", certificateRequest }, ada);
  expect([again.status, again.body.code]).toEqual([409, "key-already-used"]);
  expect(again.body.detail).toContain("first");
});

test("a key asked for again because the answer was lost is the key that it has become, and its certificate comes again", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const path = `/api/v1/projects/${body.project.id}/environments/sandbox/mastercard-encryption-keys`;
  const asked = { alias: "mine", certificateRequest: await newRequest() };
  const answers = await Promise.all(Array.from({ length: 5 }, () => desk.post(path, asked, ada)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
  expect(new Set(answers.map((answer) => answer.body.issued.certificatePem)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.body.key.id)).size).toBe(1);
});

test("an account that has keys made without end is told to wait, and still gets the answer it has lost", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const path = `/api/v1/projects/${body.project.id}/environments/sandbox/mastercard-encryption-keys`;
  const known = { alias: "known", certificateRequest: await newRequest() };
  expect((await desk.post(path, known, ada)).status).toBe(201);
  const attempt = { kind: "key-work", of: [ada.id] } as const;
  while ((await countAttempt(desk.database, attempt, new Date())) === null);
  const request = { alias: "mine", certificateRequest: await newRequest() };
  for (const [at, what] of [
    [path, request],
    ["/api/v1/projects", desk.draft()],
  ] as const) {
    const { status, body: refusal } = await desk.post(at, what, ada);
    expect([status, refusal.code]).toEqual([429, "too-many-attempts"]);
  }
  expect((await desk.post(path, known, ada)).status).toBe(200);
  expect((await desk.post("/api/v1/projects", desk.draft(), await desk.join())).status).toBe(201);
});

test("of ten first keys added at once, one becomes active", async () => {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
  const path = `/api/v1/projects/${body.project.id}/environments/sandbox/mastercard-encryption-keys`;
  const requests = await Promise.all(Array.from({ length: 10 }, newRequest));
  const answers = await Promise.all(
    requests.map((certificateRequest, index) =>
      desk.post(path, { alias: `key ${index}`, certificateRequest }, ada),
    ),
  );
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  expect(answers.filter((answer) => answer.body.key.status === "active")).toHaveLength(1);
});

test("the database itself refuses a second active Mastercard Encryption Key", async () => {
  const ada = await desk.join();
  const draft = desk.draft({
    mastercardEncryptionKey: { alias: "one", certificateRequest: await newRequest() },
  });
  const { body } = await desk.post("/api/v1/projects", draft, ada);
  const path = `/api/v1/projects/${body.project.id}/environments/sandbox/mastercard-encryption-keys`;
  const { key } = (await desk.post(path, { alias: "two", certificateRequest: await newRequest() }, ada)).body;
  await expect(
    desk.database
      .update(mastercardEncryptionKeys)
      .set({ active: true })
      .where(eq(mastercardEncryptionKeys.id, key.id)),
  ).rejects.toMatchObject({ cause: { constraint: "mastercard_encryption_keys_one_active" } });
});

test("revealed secrets are those the gateways check, and the audit log says who saw them", async () => {
  const ada = await desk.join();
  const { project } = (await desk.post("/api/v1/projects", desk.draft(), ada)).body;
  const credential = project.environments[0].credentials[0];
  const { status, body } = await desk.post(
    `/api/v1/projects/${project.id}/credentials/${credential.id}/reveal`,
    {},
    ada,
  );
  expect(status).toBe(200);
  expect(body.partnerSecret).toMatch(/^[A-Za-z0-9]{24}$/);
  expect(body.appKey).toMatch(/^[0-9a-f]{32}$/);
  const activity = (await desk.get(`/api/v1/projects/${project.id}/activity`, ada)).body.items;
  expect(activity[0]).toMatchObject({ action: "credential.revealed", actor: ada.email });
});

test("no private key and no secret stands in the database in the clear", async () => {
  const ada = await desk.join();
  const { project } = (await desk.post("/api/v1/projects", desk.draft(), ada)).body;
  const credential = project.environments[0].credentials[0];
  const { body } = await desk.post(
    `/api/v1/projects/${project.id}/credentials/${credential.id}/reveal`,
    {},
    ada,
  );
  const tables = await desk.database.execute<{ name: string }>(
    sql`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'drizzle')`,
  );
  let dump = "";
  for (const { name } of tables.rows) {
    const rows = await desk.database.execute<{ row: string }>(
      sql.raw(`select t::text as row from ${name} t`),
    );
    dump += rows.rows.map((row) => row.row).join("\n");
  }
  for (const secret of [body.partnerSecret, body.appKey]) {
    for (const form of ["utf8", "hex", "base64"] as const) {
      expect(dump).not.toContain(
        form === "utf8" ? secret : Buffer.from(secret).toString(form).replace(/=+$/, ""),
      );
    }
  }
  // PKCS#8 of an RSA key begins with this algorithm identifier, in hex and in base64.
  expect(dump).not.toMatch(/020100300d06092a864886f70d0101010500/i);
  expect(dump).not.toContain("IBADANBgkqhkiG9w0BAQEFAAS");
  expect(dump).not.toContain("PRIVATE KEY");
});
