import { expect, test } from "vitest";
import { filePrefixOf, productIdOf, serviceFields, whatIsWrong, whyNotAnswers } from "./rules.ts";

const SERVICE = {
  name: "Weather",
  region: "",
  description: "",
  commercialCountries: ["US", "CA"],
  sandboxUrl: null,
  productionUrl: " ",
  payloadPolicy: "mirror",
  requestField: "encryptedPayload.encryptedData",
  responseField: "encryptedResponse",
  fieldLevel: false,
  offered: false,
  products: [{ id: "days", name: "Days" }],
  questions: [{ id: "why", question: "Why?", hint: "", kind: "text", required: true }],
} as const;

test("an empty address is none", () => {
  expect(serviceFields.parse(SERVICE)).toEqual({ ...SERVICE, productionUrl: null });
});

test.each([
  ["no name", { name: " " }, "name"],
  ["no country", { commercialCountries: [] }, "commercialCountries"],
  ["a country twice", { commercialCountries: ["US", "US"] }, "commercialCountries"],
  ["a country that there isn't", { commercialCountries: ["XX"] }, "commercialCountries"],
  ["another policy", { payloadPolicy: "sometimes" }, "payloadPolicy"],
  ["a field that is no path", { requestField: "a..b" }, "requestField"],
  ["a field with a name of every object", { responseField: "__proto__" }, "responseField"],
  ["a field of five names", { requestField: "a.b.c.d.e" }, "requestField"],
  ["a product twice", { products: [SERVICE.products[0], SERVICE.products[0]] }, "products"],
  ["a product with a strange id", { products: [{ id: "Days!", name: "Days" }] }, "products"],
  ["a question twice", { questions: [SERVICE.questions[0], SERVICE.questions[0]] }, "questions"],
  ["a question of another kind", { questions: [{ ...SERVICE.questions[0], kind: "file" }] }, "questions"],
  ["markup in a question", { questions: [{ ...SERVICE.questions[0], question: "<b>" }] }, "questions"],
  [
    "21 questions",
    { questions: Array.from({ length: 21 }, (_, at) => ({ ...SERVICE.questions[0], id: `q${at}` })) },
    "questions",
  ],
])("refused: %s", (_what, changes, field) => {
  const { error } = serviceFields.safeParse({ ...SERVICE, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toContain(field);
});

const BEFORE = {
  productionUrl: null,
  operations: [{ product: "days" }],
  builtInList: false,
  testDrive: false,
};
const WANTED = {
  sandboxUrl: "https://s.example" as string | null,
  productionUrl: null,
  offered: true,
  products: [{ id: "days", name: "Days" }],
};
const wrong = (before: Parameters<typeof whatIsWrong>[0], changes: object = {}) =>
  whatIsWrong(before, { ...WANTED, ...changes }).map(({ field }) => field);

test("a service is offered once it has operations and products", () => {
  expect(wrong(BEFORE)).toEqual([]);
  expect(wrong(null)).toEqual(["offered"]);
  expect(wrong({ ...BEFORE, operations: [] })).toEqual(["offered"]);
  expect(wrong({ ...BEFORE, operations: [], builtInList: true })).toEqual([]);
  expect(wrong({ ...BEFORE, operations: [{ product: null }] }, { products: [] })).toEqual(["offered"]);
});

test("a service is offered once something answers in its Sandbox", () => {
  expect(wrong(BEFORE, { sandboxUrl: null })).toEqual(["sandboxUrl"]);
  expect(wrong({ ...BEFORE, testDrive: true }, { sandboxUrl: null })).toEqual([]);
  expect(wrong(BEFORE, { sandboxUrl: null, offered: false })).toEqual([]);
});

test("a product that operations belong to stays, and so does an address that Production may rest on", () => {
  expect(wrong(BEFORE, { products: [{ id: "nights", name: "Nights" }] })).toEqual(["products"]);
  const live = { ...BEFORE, productionUrl: "https://a.example" };
  expect(wrong(live)).toEqual(["productionUrl"]);
  expect(wrong(live, { productionUrl: "https://b.example" })).toEqual([]);
});

test("answers go with what is asked: a draft may leave questions open, a submission may not", () => {
  const question = (id: string, kind: "text" | "line" | "yes-no", required = true) =>
    ({ id, question: "?", hint: "", kind, required }) as const;
  const asked = [
    question("a", "text"),
    question("b", "line"),
    question("c", "yes-no"),
    question("d", "text", false),
  ];
  const of = (answers: Record<string, string>, draft = false) =>
    whyNotAnswers(asked, answers, draft).map(({ field }) => field);
  expect(of({ a: "x\ny", b: "y", c: "yes" })).toEqual([]);
  expect(of({})).toEqual(["a", "b", "c"]);
  expect(of({}, true)).toEqual([]);
  expect(of({ a: "x", b: "y\nz", c: "perhaps" })).toEqual(["b", "c"]);
  expect(of({ a: "x", b: "y".repeat(201), c: "no" })).toEqual(["b"]);
  expect(of({ z: "x" }, true)).toEqual(["z"]);
});

test("names become file names and ids of letters that both can have", () => {
  expect([filePrefixOf("Open Finance"), filePrefixOf("天気")]).toEqual(["OpenFinance", "Gatehouse"]);
  expect([productIdOf("Accounts (Simple)"), productIdOf("Été"), productIdOf("天気")]).toEqual([
    "accounts-simple",
    "ete",
    "other",
  ]);
});
