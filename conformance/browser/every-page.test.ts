import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { fillHouse, openPlace, PEOPLE, type Person, type Place } from "./full-house.ts";
import { goToPlace } from "./go-to-place.ts";
import { holdCalls } from "./hold-calls.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

/*
 * Every page of a house in which much has happened, as one of its partners and one of its operators see it: without a barrier, on a desk and
 * on a phone, while its data is on the way, and when it doesn't come.
 */

const ROUTER = new URL("../../apps/portal/src/router.tsx", import.meta.url);
/** Pages for people who are not logged in, or with a link of their mails; the tests of log-in and wizard look at them. */
const LOOKED_AT_ELSEWHERE = new Set([
  "/sign-up",
  "/log-in",
  "/confirm-email",
  "/confirm-email-change",
  "/forgot-password",
  "/reset-password",
  "/operator/first",
  "/identity",
  "/invitation",
  "/mailbox",
  "/projects/new",
]);

/** What the frame around the pages asks for; who is logged in, and what an operator may see. */
const OF_THE_FRAME = new Set(["/api/v1/accounts/me", "/api/v1/operator"]);
/** Has no data of its own. */
const OF_WORDS_ALONE = new Set(["/operator", "/operator/second-factors"]);

let started: Started;
const visits = new Map<Person, { readonly page: Page; readonly places: readonly Place[] }>();
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  const house = await fillHouse(started.gatehouse, {
    GATEHOUSE_DATA_DIR: started.gatehouse.dataDir,
    DATABASE_URL: started.databaseUrl,
  });
  for (const person of PEOPLE) {
    const page = await started.newPerson();
    await house.enter(page, person);
    visits.set(person, { page, places: await house.placesOf(page, person) });
  }
});
afterAll(() => started?.stop());

function visitOf(person: Person) {
  const visit = visits.get(person);
  if (visit === undefined) throw new Error(`no ${person} has been let in`);
  return visit;
}

test("no page is left out", async () => {
  const paths = [...(await readFile(ROUTER, "utf8")).matchAll(/path: "([^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  const looked = PEOPLE.flatMap((person) => visitOf(person).places.map(({ path }) => path));
  const isLookedAt = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll(/\$\w+/g, "[^/]+")}$`);
    return looked.some((one) => pattern.test(one));
  };
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !LOOKED_AT_ELSEWHERE.has(path) && !isLookedAt(path))).toEqual([]);
});

describe.each(PEOPLE)("every page of a %s", (person) => {
  test("is without a barrier when it is full, on a desk and on a phone", async () => {
    const { page, places } = visitOf(person);
    const barriers: string[] = [];
    for (const [index, place] of places.entries()) {
      if (index === 0) await openPlace(page, place);
      else await goToPlace(page, place.path);
      await expectGoodPage(page, place.name).catch((error) =>
        barriers.push(`${place.path}: ${error.message}`),
      );
    }
    expect(barriers).toEqual([]);
  });

  test("says that it is loading, and says so when its data doesn't come", async () => {
    const { page, places } = visitOf(person);
    const silent: string[] = [];
    const calls = await holdCalls(page, OF_THE_FRAME);
    for (const place of places) {
      calls.hold();
      await page.goto(new URL(place.path, page.url()).href);
      if (!OF_WORDS_ALONE.has(place.path)) {
        const main = page.locator("main");
        const shows = (what: Locator, when: string) =>
          what
            .first()
            .waitFor({ timeout: 10_000 })
            .catch(() => silent.push(`${place.path} ${when}`));
        await shows(main.locator("[aria-busy=true]"), "while it loads");
        await calls.fail();
        await shows(main.getByRole("alert"), "when its data doesn't come");
      }
    }
    expect(silent).toEqual([]);
  });
});
