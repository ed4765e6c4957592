import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/*
 * What changes keys, credentials and environments goes through the stores of their rooms. Whoever uses a function of them that writes must
 * publish to the key book, jobs and the way from the gateway included; this finds the file that doesn't.
 */

const SOURCES = new URL("..", import.meta.url).pathname;
const STORES = [
  "api-services/store.ts",
  "credentials/store.ts",
  "encryption-keys/store.ts",
  "projects/store.ts",
];

/** Functions that write what gateways have no part in, and why. */
const NOT_FOR_GATES: Readonly<Record<string, string>> = {
  renameMastercardKey: "an alias is for people",
  insertRehearsal: "a rehearsal is between a person and the desk",
  setRehearsalAnswered: "a rehearsal is between a person and the desk",
  setProven: "that a key is proven is for people, before they activate it",
  updateProject:
    "a project's name, client and shelf are for people; its environments are published where they change",
  setRestoreAsked: "that one operator asks for a key back opens nothing: the second one's step publishes",
  destroyPrivateKeys: "the book lost the private half when the key was revoked",
};

const read = (file: string) => readFileSync(join(SOURCES, file), "utf8");
/** Functions that take a transaction and not just something to read with. */
const writersOf = (store: string): string[] =>
  [...read(store).matchAll(/export async function (\w+)\(\s*tx: Transaction\b/g)].flatMap(([, name = ""]) =>
    name.startsWith("lock") ? [] : [name],
  );

test("every file that uses a function which writes keys, credentials or environments publishes to the key book", () => {
  const writers = STORES.flatMap(writersOf);
  expect(writers.length).toBeGreaterThan(9);
  expect(Object.keys(NOT_FOR_GATES).filter((name) => !writers.includes(name))).toEqual([]);
  const telling = writers.filter((name) => NOT_FOR_GATES[name] === undefined);
  const users = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|\/testing\//.test(file) && !STORES.includes(file))
    .filter((file) => telling.some((name) => new RegExp(`\\b${name}\\(`).test(read(file))));
  expect(users.length).toBeGreaterThan(9);
  expect(users.filter((file) => !/\bpublish\(tx, /.test(read(file)))).toEqual([]);
});
