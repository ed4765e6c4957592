import { expect, test } from "vitest";
import { LANGUAGES } from "../../notifications/languages.ts";
import { mailOf } from "../../notifications/letter.ts";
import { letterOf } from "./letter.ts";
import type { News } from "./news.ts";

const EVIL = `<img src=x onerror="alert('1')">&`;
const change = {
  before: { productionUrl: null, fieldLevel: true, name: "Weather" },
  after: { productionUrl: `https://elsewhere.example/${EVIL}`, fieldLevel: false, name: EVIL },
};
const of = (name: string) => ({ service: { id: "weather", name }, by: "grace@provider.test" });
const proposed = (name: string) => ({ ...of(name), askedBy: "alan@provider.test", ...change });

/** News of each kind, with HTML wherever people's words go. */
const NEWS: { readonly [Kind in News["kind"]]: (name: string) => Extract<News, { kind: Kind }> | News } = {
  proposed: (name) => ({ kind: "proposed", ...proposed(name) }),
  confirmed: (name) => ({ kind: "confirmed", ...proposed(name) }),
  declined: (name) => ({ kind: "declined", ...proposed(name) }),
  "taken-back": (name) => ({ kind: "taken-back", ...proposed(name) }),
  dropped: (name) => ({ kind: "dropped", ...proposed(name) }),
  lapsed: (name) => ({ kind: "lapsed", ...proposed(name), by: null }),
  changed: (name) => ({ kind: "changed", ...of(name), ...change }),
  opened: (name) => ({ kind: "opened", ...of(name), added: 3, removed: 0, assigned: 0 }),
};
const KINDS = Object.keys(NEWS) as News["kind"][];
const setting = { provider: "Mastercard", publicUrl: "https://desk.example" };

test.each(KINDS)("HTML in every name stays text in the mail of %s, in every language", (kind) => {
  for (const language of LANGUAGES) {
    const { html, text } = mailOf(letterOf(NEWS[kind](EVIL), language, setting), "ada@provider.test");
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
    expect(html).toContain(`<html lang="${language}">`);
    expect(text).toContain(EVIL);
    expect(text).toContain("https://desk.example/operator/api-services/weather");
    expect(`${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/);
  }
});

test("each kind has words of its own in each language, and a subject that fits a mail however long the name is", () => {
  const letters = LANGUAGES.flatMap((language) =>
    KINDS.map((kind) => letterOf(NEWS[kind]("x".repeat(100)), language, setting)),
  );
  for (const letter of letters)
    expect(mailOf(letter, "ada@provider.test").subject.length).toBeLessThanOrEqual(150);
  const said = letters.map(({ paragraphs }) => paragraphs.join(" "));
  expect(new Set(said).size).toBe(LANGUAGES.length * KINDS.length);
});

test("what the gate does is told in full, as it was and as it is to be; of everything else that it changes", () => {
  const { facts } = letterOf(NEWS.proposed("Weather"), "en", setting);
  expect(facts).toEqual([
    ["Where calls of Production go", `none → https://elsewhere.example/${EVIL}`],
    ["Field-level encryption accepted", "yes → no"],
    ["Changed with it", "Name"],
    ["By", "grace@provider.test"],
  ]);
});
