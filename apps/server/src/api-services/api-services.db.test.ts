import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import { waitingForLocks } from "../database/testing/waiting-for-locks.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { keyBook } from "../key-book/tables.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { lockService } from "./store.ts";
import { apiServiceOperations, apiServiceProducts } from "./tables.ts";

let desk: TestDesk;
let grace: SignedIn;
let reviewer: SignedIn;
beforeAll(async () => {
  desk = await openTestDesk();
  grace = await desk.joinOperator();
  reviewer = await desk.joinOperator("reviewer");
});
afterAll(() => desk.close());

const PATH = "/api/v1/operator/api-services";
const FIELDS = {
  name: "Weather",
  region: "Everywhere",
  description: "Of each day.",
  commercialCountries: ["US", "CA"],
  sandboxUrl: "https://sandbox.weather.example",
  productionUrl: "https://weather.example/v1",
  payloadPolicy: "required",
  requestField: "encryptedPayload.encryptedData",
  responseField: "encryptedResponse",
  fieldLevel: false,
  offered: false,
  products: [],
  questions: [
    { id: "where", question: "Where?", hint: "", kind: "line", required: true },
    { id: "farming", question: "For farming?", hint: "", kind: "yes-no", required: false },
  ],
};
const documentOf = (paths: object) =>
  JSON.stringify({ openapi: "3.0.3", info: { title: "Weather API", version: "7" }, paths });
const DOCUMENT = documentOf({
  "/days": { get: { tags: ["Days"], summary: "Days" }, post: { tags: ["Reports"] } },
  "/days/{day}": { get: { tags: ["Days"] } },
  "/health": { get: {} },
});

let count = 0;
let id = "";
/** A service of the test's own. */
beforeEach(async () => {
  count += 1;
  id = `weather-${count}`;
  const { status, body } = await desk.post(PATH, { id, service: FIELDS }, grace);
  expect([status, body.service?.version]).toEqual([201, 1]);
});

const change = (version: number, changes: object = {}, as = grace) =>
  desk.put(`${PATH}/${id}`, { version, service: { ...FIELDS, ...changes } }, as);
const load = (version: number, document = DOCUMENT, as = grace) =>
  desk.put(`${PATH}/${id}/document`, { version, document }, as);
/** Imported, offered. */
async function offer(changes: object = {}): Promise<void> {
  const { products } = (await load(1)).body.service;
  expect((await change(2, { products, offered: true, ...changes })).status).toBe(200);
}
async function entryOf(service: string) {
  const [row] = await desk.database.select().from(keyBook).where(eq(keyBook.id, service));
  return row?.entry;
}
const contract = async (company: string, changes: object = {}) =>
  desk.post(
    "/api/v1/operator/contracts",
    {
      contract: {
        number: `C-${crypto.randomUUID()}`.slice(0, 40),
        companyId: company,
        apiService: id,
        plan: "production",
        products: ["days"],
        validFrom: "2026-01-01",
        validTo: null,
        executedOn: "2026-01-01",
        ...changes,
      },
    },
    grace,
  );

test("the built-in service is there from the beginning, offered, as it has always been", async () => {
  const { body } = await desk.get(`${PATH}/open-finance-us`, grace);
  expect(body.service).toMatchObject({
    name: "Open Finance",
    offered: true,
    version: 1,
    builtInList: true,
    productionUrl: null,
    payloadPolicy: "mirror",
    requestField: "encryptedData",
    responseField: "encryptedData",
    changedBy: null,
    document: null,
  });
  expect(body.service.products).toHaveLength(9);
  expect(body.service.questions.map((question: { id: string }) => question.id)).toEqual([
    "useCase",
    "data",
    "volume",
    "contact",
  ]);
  expect(await entryOf("open-finance-us")).toBeUndefined();
});

test("partners choose from what is offered, and see nothing of how it is served", async () => {
  const ada = await desk.join();
  const ids = async () =>
    (await desk.get("/api/v1/api-services", ada)).body.items.map((item: { id: string }) => item.id);
  expect(await ids()).not.toContain(id);
  await offer();
  expect(await ids()).toContain(id);
  const { items } = (await desk.get("/api/v1/api-services", ada)).body;
  expect(Object.keys(items[0]).sort()).toEqual([
    "commercialCountries",
    "description",
    "id",
    "name",
    "region",
  ]);
});

test("a service without a Sandbox is chosen by nobody, and the operators' page says so", async () => {
  const { products } = (await load(1)).body.service;
  const refused = await change(2, { products, offered: true, sandboxUrl: null });
  expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, "/service/sandboxUrl"]);
  // One that was offered before that was asked for.
  await change(2, { products, sandboxUrl: null });
  await desk.database.execute(sql`update api_services set offered = true where id = ${id}`);
  const ada = await desk.join();
  const chosen = (await desk.get("/api/v1/api-services", ada)).body.items as { id: string }[];
  expect(chosen.map((item) => item.id)).not.toContain(id);
  const made = await desk.post("/api/v1/projects", desk.draft({ apiService: id }), ada);
  expect([made.status, made.body.errors?.[0]?.pointer]).toEqual([400, "/apiService"]);
  expect((await desk.get(`${PATH}/${id}`, grace)).body.service.sandbox).toBe("none");
  const { items } = (await desk.get(PATH, grace)).body;
  expect(items.find((item: { id: string }) => item.id === id).sandbox).toBe("none");
  expect(items.find((item: { id: string }) => item.id === "open-finance-us").sandbox).toBe("test-drive");
});

test("a name that leads to a private address is refused as it is saved, one that leads nowhere is kept with a warning", async () => {
  for (const field of ["sandboxUrl", "productionUrl"]) {
    const refused = await change(1, { [field]: "https://inside.weather.example/v1" });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [
        {
          pointer: `/service/${field}`,
          detail: "inside.weather.example leads to a private address: calls go to the public internet only.",
        },
      ],
    ]);
  }
  const kept = await change(1, { productionUrl: "https://nowhere.weather.example" });
  expect([kept.status, kept.body.service.productionUrl, kept.body.warnings]).toEqual([
    200,
    "https://nowhere.weather.example",
    [
      {
        field: "productionUrl",
        detail: "nowhere.weather.example leads nowhere at the moment: calls fail until it does.",
      },
    ],
  ]);
  expect((await desk.get(`${PATH}/${id}`, grace)).body.warnings).toEqual([]);
  const added = await desk.post(
    PATH,
    { id: `${id}-inside`, service: { ...FIELDS, sandboxUrl: "https://inside.weather.example" } },
    grace,
  );
  expect(added.status).toBe(400);
});

test("reviewers read the catalogue and change nothing; partners find nothing there", async () => {
  const ada = await desk.join();
  const body = { id: "another", service: FIELDS };
  const calls = (as: SignedIn) => [
    desk.post(PATH, body, as),
    change(1, {}, as),
    load(1, DOCUMENT, as),
    desk.post(`${PATH}/${id}/document/preview`, { document: DOCUMENT }, as),
    desk.put(`${PATH}/${id}/operations`, { version: 1, operations: [] }, as),
  ];
  const statuses = async (as: SignedIn) => (await Promise.all(calls(as))).map(({ status }) => status);
  expect(await statuses(reviewer)).toEqual([403, 403, 403, 403, 403]);
  expect(await statuses(ada)).toEqual([404, 404, 404, 404, 404]);
  expect((await desk.get(`${PATH}/${id}`, reviewer)).body.can.change).toEqual({
    allowed: false,
    reason: "not-allowed",
  });
  expect((await desk.get(PATH, reviewer)).body.can.add.allowed).toBe(false);
  expect((await desk.get(PATH, ada)).status).toBe(404);
  expect((await desk.get(PATH, null)).status).toBe(401);
  expect((await desk.get(`${PATH}/nothing`, grace)).status).toBe(404);
});

test("of two services with the same id there is one, and of two who change the same version one is told who was faster", async () => {
  expect((await desk.post(PATH, { id, service: FIELDS }, grace)).body.code).toBe("api-service-taken");
  const answers = await Promise.all(["A", "B", "C"].map((region) => change(1, { region })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const late = answers.find(({ status }) => status === 409);
  expect([late?.body.code, late?.body.detail]).toEqual([
    "api-service-changed",
    expect.stringContaining(grace.email),
  ]);
  expect((await load(1)).body.code).toBe("api-service-changed");
  const operations = { version: 1, operations: [] };
  expect((await desk.put(`${PATH}/${id}/operations`, operations, grace)).body.code).toBe(
    "api-service-changed",
  );
});

test("a change is told to the gateways and the trail, with what was before and after; the same values again are none", async () => {
  await load(1);
  const { products } = (await desk.get(`${PATH}/${id}`, grace)).body.service;
  await change(2, { products, productionUrl: "https://new.example", requestField: "data" });
  expect(
    (await change(3, { products, productionUrl: "https://new.example", requestField: "data" })).body.service
      .version,
  ).toBe(3);
  expect(await entryOf(id)).toEqual({
    kind: "api-service",
    id,
    upstreams: { sandbox: FIELDS.sandboxUrl, production: "https://new.example" },
    payload: {
      policy: "required",
      requestField: "data",
      responseField: "encryptedResponse",
      fieldLevel: false,
    },
    products: [
      { id: "days", name: "Days" },
      { id: "reports", name: "Reports" },
      { id: "other", name: "Other" },
    ],
    operations: [
      { method: "GET", path: "/days", product: "days" },
      { method: "POST", path: "/days", product: "reports" },
      { method: "GET", path: "/days/{day}", product: "days" },
      { method: "GET", path: "/health", product: "other" },
    ],
  });
  const entries = await desk.database
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subject, `api-service:${id}`));
  expect(entries.map(({ action }) => action).sort()).toEqual([
    "api-service.changed",
    "api-service.created",
    "api-service.document-imported",
  ]);
  expect(entries.find(({ action }) => action === "api-service.changed")).toMatchObject({
    actor: grace.email,
    before: { name: "Weather", productionUrl: FIELDS.productionUrl, requestField: FIELDS.requestField },
    after: { name: "Weather", productionUrl: "https://new.example", requestField: "data" },
  });
});

test.each([
  ["a private address", "http://10.0.0.8/", "private"],
  ["a link-local one", "http://169.254.169.254/latest", "private"],
  ["loopback by name", "http://localhost:9000", "private"],
  ["one with a password", "https://a:b@weather.example", "password"],
  ["one with a query", "https://weather.example/?a=1", "?"],
  ["no address", "weather", "https://"],
])("calls don't go to %s", async (_what, url, says) => {
  for (const field of ["productionUrl", "sandboxUrl"]) {
    const { status, body } = await change(1, { [field]: url });
    expect([status, body.code, body.errors[0].pointer]).toEqual([
      400,
      "invalid-request",
      `/service/${field}`,
    ]);
    expect(body.errors[0].detail).toContain(says);
  }
  const added = await desk.post(PATH, { id: "private", service: { ...FIELDS, productionUrl: url } }, grace);
  expect(added.status).toBe(400);
  expect((await desk.get(`${PATH}/private`, grace)).status).toBe(404);
});

test("a preview says what a document would change and changes nothing; what was assigned stays over the next import", async () => {
  await load(1);
  const operations = [{ method: "GET", path: "/days/{day}", product: null }];
  const assigned = await desk.put(`${PATH}/${id}/operations`, { version: 2, operations }, grace);
  expect(assigned.body.service.version).toBe(3);
  const next = documentOf({
    "/days/{date}": { get: { tags: ["Days"] } },
    "/days": { get: { tags: ["Reports"] } },
    "/months": { get: { tags: ["Months"] } },
  });
  const { body } = await desk.post(`${PATH}/${id}/document/preview`, { document: next }, grace);
  expect([body.title, body.version, body.operations]).toEqual(["Weather API", "7", 3]);
  const named = (list: { method: string; path: string }[]) =>
    list.map(({ method, path }) => `${method} ${path}`);
  expect([named(body.added), named(body.removed), body.newProducts]).toEqual([
    ["GET /months"],
    ["POST /days", "GET /health"],
    [{ id: "months", name: "Months" }],
  ]);
  expect((await desk.get(`${PATH}/${id}`, grace)).body.service.version).toBe(3);
  const imported = (await load(3, next)).body;
  expect(
    imported.operations.map((one: { path: string; product: string }) => [one.path, one.product]),
  ).toEqual([
    ["/days", "days"],
    ["/days/{date}", null],
    ["/months", "months"],
  ]);
  expect(imported.service.products.map((product: { id: string }) => product.id)).toEqual([
    "days",
    "reports",
    "other",
    "months",
  ]);
});

test("a document that writes a path with other capitals speaks of the same operation", async () => {
  await load(1);
  const operations = [{ method: "GET", path: "/days/{day}", product: null }];
  await desk.put(`${PATH}/${id}/operations`, { version: 2, operations }, grace);
  const { body } = await load(3, documentOf({ "/Days/{Date}": { get: { tags: ["Months"] } } }));
  expect(body.operations).toMatchObject([{ method: "GET", path: "/Days/{Date}", product: null }]);
});

test("the built-in service's operations keep what they have always belonged to when a document comes", async () => {
  const document = documentOf({
    "/aggregation/v1/customers": { get: { tags: ["Customers"] } },
    "/aggregation/v1/customers/{customerId}/accounts": { get: { tags: ["All Accounts"] } },
    "/somewhere": { get: { tags: ["Elsewhere"] } },
  });
  const { body } = await desk.post(`${PATH}/open-finance-us/document/preview`, { document }, grace);
  expect(body.added.map((one: { product: string }) => one.product)).toEqual([null, "accounts", "elsewhere"]);
});

test.each([
  ["no document", "nothing", "invalid-openapi-document"],
  ["an empty one", "", "invalid-request"],
  ["aliases", "a: &a [x]\nb: *a", "invalid-openapi-document"],
  [
    "a path twice",
    `{"openapi":"3.0.0","info":{},"paths":{"/a":{"get":{}},"/a":{}}}`,
    "invalid-openapi-document",
  ],
  [
    "too many products",
    documentOf(
      Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`/a${at}`, { get: { tags: [`t${at}`] } }])),
    ),
    "invalid-openapi-document",
  ],
])("refused: %s", async (_what, document, code) => {
  for (const answer of [
    await load(1, document),
    await desk.post(`${PATH}/${id}/document/preview`, { document }, grace),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.body.errors[0].pointer).toBe("/document");
  }
  expect((await desk.get(`${PATH}/${id}`, grace)).body.operations).toEqual([]);
});

test("an operation is assigned to products of its service only", async () => {
  await load(1);
  const assign = (operation: object) =>
    desk.put(`${PATH}/${id}/operations`, { version: 2, operations: [operation] }, grace);
  const strange = await assign({ method: "GET", path: "/days", product: "accounts" });
  expect([strange.status, strange.body.errors[0].pointer]).toEqual([400, "/operations/0/product"]);
  const unknown = await assign({ method: "GET", path: "/nights", product: null });
  expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([400, "/operations/0/path"]);
  // The database holds to it as well.
  await expect(
    desk.database
      .update(apiServiceOperations)
      .set({ product: "accounts" })
      .where(eq(apiServiceOperations.serviceId, id)),
  ).rejects.toThrow();
  await expect(
    desk.database.delete(apiServiceProducts).where(eq(apiServiceProducts.serviceId, id)),
  ).rejects.toThrow();
});

test("a project is for a service that is offered, in one of its countries, and shows its name and payload policy", async () => {
  const ada = await desk.join();
  const create = (changes: object) =>
    desk.post("/api/v1/projects", desk.draft({ apiService: id, ...changes }), ada);
  const early = await create({});
  expect([early.status, early.body.errors[0].pointer]).toEqual([400, "/apiService"]);
  await offer();
  expect((await create({ commercialCountry: "MX" })).body.code).toBe("invalid-commercial-country");
  const made = await create({ commercialCountry: "CA" });
  expect(made.status).toBe(201);
  const { project } = made.body;
  expect(project.apiService).toEqual({ id, name: "Weather" });
  expect(project.environments[0]).toMatchObject({ payloadPolicy: "required" });
  expect(project.environments[0].clientEncryptionKeys[0].fileName).toMatch(/^WeatherClientEnc\d+\.pem$/);
  expect(await entryOf(project.environments[0].id)).toMatchObject({ apiService: id });
  const { version } = (await desk.get(`${PATH}/${id}`, grace)).body.service;
  const { products } = (await desk.get(`${PATH}/${id}`, grace)).body.service;
  await change(version, { products, name: "Weather and Tides" });
  const { body } = await desk.get(`/api/v1/projects/${project.id}`, ada);
  expect(body.project.apiService.name).toBe("Weather and Tides");
  expect((await create({})).status).toBe(400);
});

test("a contract is about one service and holds products of it, and no other service's project goes to Production by it", async () => {
  await offer();
  const ada = await desk.join();
  const company = String(ada.companyId);
  const { project } = (await desk.post("/api/v1/projects", desk.draft({ apiService: id }), ada)).body;
  expect((await contract(company, { products: ["accounts"] })).body.errors[0].pointer).toBe(
    "/contract/products",
  );
  expect((await contract(company, { apiService: "nothing" })).body.errors[0].pointer).toBe(
    "/contract/apiService",
  );
  const at = `/api/v1/projects/${project.id}`;
  expect((await desk.get(`${at}/production`, ada)).body.questions).toEqual(FIELDS.questions);
  const submit = (answers: object) => desk.post(`${at}/environments`, { plan: "production", answers }, ada);
  const strange = await submit({ where: "Here", useCase: "An app." });
  expect([strange.status, strange.body.errors[0].pointer]).toEqual([400, "/answers/useCase"]);
  expect((await submit({ farming: "yes" })).body.errors[0].pointer).toBe("/answers/where");
  const submitted = await submit({ where: "Here", farming: "no" });
  expect(submitted.status).toBe(201);
  const request = `/api/v1/operator/requests/${submitted.body.production.request.id}`;
  const missing = async () => (await desk.get(request, grace)).body.missing;
  expect((await desk.get(request, grace)).body).toMatchObject({
    apiService: { id },
    gate: { upstream: FIELDS.productionUrl, payloadPolicy: "required" },
    questions: FIELDS.questions,
  });
  expect((await contract(company, { apiService: "open-finance-us", products: ["accounts"] })).status).toBe(
    201,
  );
  expect(await missing()).toContain("contract-missing");
  expect((await contract(company)).status).toBe(201);
  expect(await missing()).not.toContain("contract-missing");
  expect(await missing()).not.toContain("upstream-missing");
});

test("nobody goes to Production with a service that has no address for it: the settings speak of the built-in one alone", async () => {
  id = `dry-${count}`;
  await desk.post(PATH, { id, service: { ...FIELDS, productionUrl: null } }, grace);
  const { products } = (await load(1)).body.service;
  await change(2, { products, offered: true, productionUrl: null });
  const ada = await desk.join();
  const { project } = (await desk.post("/api/v1/projects", desk.draft({ apiService: id }), ada)).body;
  const answers = { where: "Here" };
  const { body } = await desk.post(
    `/api/v1/projects/${project.id}/environments`,
    { plan: "production", answers },
    ada,
  );
  const request = `/api/v1/operator/requests/${body.production.request.id}`;
  expect((await desk.get(request, grace)).body).toMatchObject({
    missing: expect.arrayContaining(["upstream-missing"]),
    gate: { upstream: null },
  });
});

test("an environment is of its project's service, which never changes under it", async () => {
  const ada = await desk.join();
  await offer();
  const { project } = (await desk.post("/api/v1/projects", desk.draft(), ada)).body;
  for (const table of ["environments", "projects"]) {
    const where = table === "projects" ? sql`id = ${project.id}` : sql`project_id = ${project.id}`;
    await expect(
      desk.database.execute(sql`update ${sql.identifier(table)} set api_service = ${id} where ${where}`),
    ).rejects.toThrow();
  }
});

test("a product that a contract names isn't removed, lest it be made again with other operations, until the contract is over", async () => {
  await offer();
  const company = String((await desk.join()).companyId);
  const entered = [
    await contract(company, { number: `A-${id}` }),
    await contract(company, { number: `B-${id}`, validFrom: "2031-01-01", executedOn: null }),
    await contract(company, { number: `C-${id}`, validTo: "2026-02-01" }),
    await contract(company, { number: `D-${id}`, products: ["other"] }),
  ];
  expect(entered.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  // What is left of the service rests on no operation of this product.
  const moved = [
    { method: "GET", path: "/days", product: "other" },
    { method: "GET", path: "/days/{day}", product: "other" },
  ];
  await desk.put(`${PATH}/${id}/operations`, { version: 3, operations: moved }, grace);
  const { products } = (await desk.get(`${PATH}/${id}`, grace)).body.service;
  const without = products.filter((product: { id: string }) => product.id !== "days");
  const remove = () => change(4, { offered: true, products: without });
  const refused = await remove();
  expect([refused.status, refused.body.errors]).toEqual([
    400,
    [
      {
        pointer: "/service/products",
        detail: `“Days” is named by contracts that aren't over: A-${id}, B-${id}. It stays as long as one names it.`,
      },
    ],
  ]);
  for (const { body } of entered.slice(0, 2))
    await desk.post(`/api/v1/operator/contracts/${body.id}/withdraw`, { reason: "Ended." }, grace);
  expect((await remove()).body.service.products).toEqual(without);
});

test("a contract that is entered while its product is being removed is refused", async () => {
  await offer();
  const company = String((await desk.join()).companyId);
  const operations = [
    { method: "GET", path: "/days", product: null },
    { method: "GET", path: "/days/{day}", product: null },
  ];
  await desk.put(`${PATH}/${id}/operations`, { version: 3, operations }, grace);
  const answers = await inTransaction(desk.database, async (tx) => {
    await lockService(tx, id);
    const removed = change(4, {
      offered: true,
      products: [
        { id: "other", name: "Other" },
        { id: "reports", name: "Reports" },
      ],
    });
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(0);
    const entered = contract(company);
    await expect.poll(() => waitingForLocks(desk.database)).toBeGreaterThan(1);
    return () => Promise.all([removed, entered]);
  }).then((both) => both());
  expect(answers.map(({ status }) => status)).toEqual([200, 400]);
});

test("a preview warns of names that make the same product: a contract would open the operations of all of them", async () => {
  await load(1);
  const document = documentOf({
    "/long": { get: { tags: ["Long Reports"] }, post: { tags: ["long_reports"] } },
    "/short": { get: { tags: ["DAYS"] }, post: { "x-gatehouse-product": "days" } },
    "/months": { get: { tags: ["Months"] } },
  });
  const { body } = await desk.post(`${PATH}/${id}/document/preview`, { document }, grace);
  expect(body.merged).toEqual([
    { product: "long-reports", names: ["Long Reports", "long_reports"] },
    { product: "days", names: ["Days", "DAYS"] },
  ]);
});
