import { readFile } from "node:fs/promises";
import type { Locator, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectGoodPage } from "./expect-good-page.ts";
import { type FullHouse, fillHouse, openPlace, PEOPLE, type Place } from "./full-house.ts";
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
let house: FullHouse;
beforeAll(async () => {
  started = await startWithPerson("ada@example.test");
  house = await fillHouse(started.gatehouse, {
    GATEHOUSE_DATA_DIR: started.gatehouse.dataDir,
    DATABASE_URL: started.databaseUrl,
  });
});
afterAll(() => started?.stop());

test("no page is left out", async () => {
  const paths = [...(await readFile(ROUTER, "utf8")).matchAll(/path: "([^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  const looked: string[] = [];
  for (const person of PEOPLE) {
    const page = await started.newPerson();
    await house.enter(page, person);
    looked.push(...(await house.placesOf(page, person)).map(({ path }) => path));
    await page.close();
  }
  const isLookedAt = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll(/\$\w+/g, "[^/]+")}$`);
    return looked.some((one) => pattern.test(one));
  };
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !LOOKED_AT_ELSEWHERE.has(path) && !isLookedAt(path))).toEqual([]);
});

describe.each(PEOPLE)("every page of a %s", (person) => {
  let page: Page;
  let places: readonly Place[];
  beforeAll(async () => {
    page = await started.newPerson();
    await house.enter(page, person);
    places = await house.placesOf(page, person);
  });

  test("is without a barrier when it is full, on a desk and on a phone", async () => {
    const barriers: string[] = [];
    for (const place of places) {
      await openPlace(page, place);
      await expectGoodPage(page, place.name).catch((error) =>
        barriers.push(`${place.path}: ${error.message}`),
      );
    }
    expect(barriers).toEqual([]);
  });

  test("says that it is loading, and says so when its data doesn't come", async () => {
    const silent: string[] = [];
    for (const place of places) {
      const held: Route[] = [];
      let isAway = false;
      await page.route("**/api/v1/**", (route) => {
        const { pathname } = new URL(route.request().url());
        if (OF_THE_FRAME.has(pathname)) return route.continue();
        if (isAway) return route.abort();
        held.push(route);
        return undefined;
      });
      await page.goto(new URL(place.path, page.url()).href);
      if (!OF_WORDS_ALONE.has(place.path)) {
        const main = page.locator("main");
        const shows = (what: Locator, when: string) =>
          what
            .first()
            .waitFor({ timeout: 10_000 })
            .catch(() => silent.push(`${place.path} ${when}`));
        await shows(main.locator("[aria-busy=true]"), "while it loads");
        isAway = true;
        for (const route of held) await route.abort();
        await shows(main.getByRole("alert"), "when its data doesn't come");
      }
      await page.unroute("**/api/v1/**");
    }
    expect(silent).toEqual([]);
  });
});
