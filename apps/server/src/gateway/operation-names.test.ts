import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { ApiServiceEntry } from "../key-book/entries.ts";
import { OperationNames } from "./operation-names.ts";
import { Picture } from "./picture.ts";
import { makePair, makePartner } from "./testing/make-partner.ts";

const pair = makePair();
const pepper = Buffer.alloc(32, 1);
const weather: ApiServiceEntry = {
  kind: "api-service",
  id: "weather",
  upstreams: { sandbox: null, production: null },
  payload: { policy: "off", requestField: "a", responseField: "a", fieldLevel: false },
  products: [],
  operations: [{ method: "GET", path: "/days/{day}", product: null }],
};

/** @param apiService null: the built-in one, of which nobody has imported a document */
function setUp(apiService: string | null) {
  const picture = new Picture();
  const partner = makePartner({ pepper, clientPair: pair, mastercardPair: pair });
  const environment = apiService === null ? partner.environment : { ...partner.environment, apiService };
  for (const entry of [weather, environment]) {
    picture.apply({ number: picture.applied + 1, kind: entry.kind, id: entry.id, entry });
  }
  const names = new OperationNames();
  return (method: string, path: string, how: { succeeded?: boolean; credentialId?: string } = {}) =>
    names.nameOf(
      { method, path, succeeded: how.succeeded ?? true },
      { id: how.credentialId ?? partner.credential.id, environmentId: environment.id },
      picture,
    );
}

test("calls of a service are counted by its operations, whatever came of them", () => {
  const nameOf = setUp("weather");
  expect(nameOf("GET", "/days/monday")).toBe("GET /days/{}");
  expect(nameOf("GET", "/days/17", { succeeded: false })).toBe("GET /days/{}");
});

test("whatever is no operation of the service has one name, also where the upstream answers it", () => {
  const nameOf = setUp("weather");
  const letters = "abcdefghij";
  const names = [...letters].map((letter) => nameOf("GET", `/made/up/${letter}`));
  expect(new Set([...names, nameOf("POST", "/days/monday")])).toEqual(new Set(["other"]));
});

test("without a list a path is a name, ids left out, once it has succeeded", () => {
  const nameOf = setUp(null);
  const customer = "/aggregation/v1/customers/12345";
  expect(nameOf("GET", customer, { succeeded: false })).toBe("other");
  expect(nameOf("GET", customer)).toBe("GET /aggregation/v1/customers/{}");
  expect(nameOf("GET", customer, { succeeded: false })).toBe("GET /aggregation/v1/customers/{}");
  expect(nameOf("GET", `/${"long/".repeat(50)}`).length).toBeLessThan(200);
});

test("a partner that calls random paths uses up its own names and nobody else's", () => {
  const nameOf = setUp(null);
  const other = randomUUID();
  const word = (n: number) => [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  const made = new Set(Array.from({ length: 5_000 }, (_, n) => nameOf("GET", `/x/${word(n)}`)));
  expect(made.size).toBe(251);
  expect(nameOf("GET", "/aggregation/v1/customers")).toBe("other");
  expect(nameOf("GET", "/aggregation/v1/customers", { credentialId: other })).toBe(
    "GET /aggregation/v1/customers",
  );
});

test("calls of an environment that is gone have no name", () => {
  const names = new OperationNames();
  const credential = { id: randomUUID(), environmentId: randomUUID() };
  expect(names.nameOf({ method: "GET", path: "/a", succeeded: true }, credential, new Picture())).toBe(
    "other",
  );
});
