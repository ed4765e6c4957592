import { expect, test } from "vitest";
import { languageAskedFor } from "./language-asked-for.ts";

test.each([
  ["es", "es"],
  ["es-MX,es;q=0.9,en;q=0.8", "es"],
  ["ES-es", "es"],
  ["fr-CA, es;q=0.7, en;q=0.3", "es"],
  ["en;q=0.3, es;q=0.7", "es"],
  ["en-US,en;q=0.9,es;q=0.8", "en"],
  ["es;q=0, en;q=0.1", "en"],
  ["de, fr;q=0.5", "en"],
  ["est, espanol", "en"],
  ["*", "en"],
  ["es;q=2", "en"],
  [";;;,,,=", "en"],
  ["", "en"],
  [undefined, "en"],
])("a browser that sends %j is written to in %s", (header, language) => {
  expect(languageAskedFor(header)).toBe(language);
});

test("a header without end is read at its beginning only", () => {
  expect(languageAskedFor(`${"de,".repeat(10_000)}es`)).toBe("en");
  expect(languageAskedFor(`es,${"de,".repeat(10_000)}`)).toBe("es");
});
