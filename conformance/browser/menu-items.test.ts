import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from "vitest";
import { closeDatabase, type Database, openDatabase } from "../../apps/server/src/database/database.ts";
import { addMember, destroyKey, expireKey } from "../../apps/server/src/onboarding/testing/age-rows.ts";
import { expectNoBarrier } from "./expect-no-barrier.ts";
import { joinPartner } from "./join-partner.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// Every item that a key or a set of credentials has, in every state that it can be in: which there are, that the keyboard opens them on
// a desk and on a phone, and that nobody is shut out by a reader of the screen.

interface Key {
  readonly id: string;
  readonly kid: string;
}

const PASSWORD = "velvet orbit canyon 42";
const READER = "reader@example.test";

let database: Database;
let started: Started;
let admin: Page;
let reader: Page;
let readerContext: BrowserContext;
/** Where every state is to be found. */
let full: string;
/** Where the one Mastercard Encryption Key there is, is active and has expired. */
let worn: string;

beforeAll(async () => {
  started = await startWithPerson("admin@example.test");
  admin = started.page;
  database = openDatabase(started.databaseUrl, { max: 2 });
  full = await createProject("Every state");
  await makeEveryState(full);
  worn = await createProject("Worn out");
  await expireKey(database, (await addMastercardKey(worn, "worn")).id);

  const browser = admin.context().browser();
  if (browser === null) throw new Error("the page belongs to no browser");
  readerContext = await browser.newContext({ acceptDownloads: true });
  reader = await readerContext.newPage();
  await joinPartner(reader, started.gatehouse.portalUrl, { email: READER, password: PASSWORD });
  await addMember(database, { projectId: full, email: READER, role: "read-only" });
});
afterAll(async () => {
  await readerContext?.close();
  if (database !== undefined) await closeDatabase(database);
  await started?.stop();
});

/** A call of the management API with the admin's session. */
async function call<T>(method: string, path: string, body: unknown = {}): Promise<T> {
  return admin.evaluate(
    async ([how, where, what]) => {
      const headers = { "content-type": "application/json", "x-gatehouse-client": "1" };
      const response = await fetch(`/api/v1${where}`, { method: how, headers, body: JSON.stringify(what) });
      if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    [method, path, body] as const,
  );
}

async function createProject(name: string): Promise<string> {
  const { project } = await call<{ project: { id: string } }>("POST", "/projects", {
    draftId: crypto.randomUUID(),
    name,
    purpose: "self",
    apiService: "open-finance-us",
    commercialCountry: "US",
    sandboxDescription: "",
  });
  return project.id;
}

async function addMastercardKey(projectId: string, alias: string): Promise<Key> {
  const certificateRequest = await createCertificateRequest(
    { commonName: alias },
    await generateRsaKeyPair(2048),
  );
  const path = `/projects/${projectId}/environments/sandbox/mastercard-encryption-keys`;
  return (await call<{ key: Key }>("POST", path, { alias, certificateRequest })).key;
}

/** The aliases, and in their order the client keys, are named by their states. */
const clientKids: Record<string, string> = {};

async function makeEveryState(projectId: string): Promise<void> {
  const at = `/projects/${projectId}`;
  for (const alias of ["active", "inactive", "expired", "revoked", "compromised"]) {
    const { id } = await addMastercardKey(projectId, alias);
    if (alias === "revoked") await call("POST", `${at}/mastercard-encryption-keys/${id}/revoke`);
    if (alias === "compromised") await call("POST", `${at}/mastercard-encryption-keys/${id}/compromised`);
    if (alias === "expired") await expireKey(database, id);
  }
  for (const state of ["active", "expired", "revoked", "compromised", "destroyed"]) {
    const path = `${at}/environments/sandbox/client-encryption-keys`;
    const { key } = await call<{ key: Key }>("POST", path);
    clientKids[state] = key.kid;
    const own = `${at}/client-encryption-keys/${key.id}`;
    if (state === "compromised") await call("POST", `${own}/compromised`);
    if (state === "revoked" || state === "destroyed") await call("POST", `${own}/revoke`);
    if (state === "destroyed") await destroyKey(database, key.id);
    if (state === "expired") await expireKey(database, key.id);
  }
}

async function open(page: Page, projectId: string): Promise<void> {
  await page.goto(`${started.gatehouse.portalUrl}/projects/${projectId}`);
  await page.getByRole("region", { name: "Client Encryption Key" }).waitFor();
  for (const fold of await page.locator("details.worn > summary").all()) await fold.click();
}

type Find = (page: Page) => Locator;

const mastercardKey = (alias: string): Find => {
  return (page) =>
    page.locator(".key").filter({ has: page.locator("dd > strong").getByText(alias, { exact: true }) });
};
const clientKey = (state: string): Find => {
  return (page) =>
    page
      .getByRole("region", { name: "Client Encryption Key" })
      .locator(".key")
      .filter({ hasText: (clientKids[state] ?? "none").match(/.{4}/g)?.join(" ") ?? "none" });
};
const credentials: Find = (page) => page.getByRole("region", { name: /^Partner ID 2445/ });

/** What can be acted on, and what is said instead where it can't, in the order of the page. */
async function itemsOf(thing: Locator): Promise<string[]> {
  await thing.waitFor();
  const texts = await thing.locator(".card-actions > *").allTextContents();
  return texts.map((text) => text.trim());
}

const LAST = "Revoke: It is the only one in force. Create its successor first.";
const ACTIVE = "Revoke: Activate its successor first; then this key can be revoked.";
const EXPIRED = "It has expired. Add a new key and activate that.";
const ONLY_ADMINS = "Only admins of the project can see the secrets.";

interface State {
  readonly name: string;
  readonly project: () => string;
  readonly find: Find;
  readonly items: readonly string[];
  /** For a member who may read alone; null where that member is not of the project. */
  readonly readOnly: readonly string[] | null;
}

const inFull = () => full;
const inWorn = () => worn;
const DOWNLOAD = "Download certificate";

const states: readonly State[] = [
  {
    name: "the active Mastercard Encryption Key",
    project: inFull,
    find: mastercardKey("active"),
    items: ["Rehearse", DOWNLOAD, "Rename", ACTIVE, "Report compromised"],
    readOnly: [DOWNLOAD],
  },
  {
    name: "an inactive Mastercard Encryption Key",
    project: inFull,
    find: mastercardKey("inactive"),
    items: ["Rehearse", "Activate", DOWNLOAD, "Rename", "Revoke", "Report compromised"],
    readOnly: [DOWNLOAD],
  },
  {
    name: "an expired Mastercard Encryption Key",
    project: inFull,
    find: mastercardKey("expired"),
    items: [
      `Rehearse: ${EXPIRED}`,
      `Activate: ${EXPIRED}`,
      DOWNLOAD,
      "Rename",
      "Revoke",
      "Report compromised",
    ],
    readOnly: [DOWNLOAD],
  },
  {
    name: "a revoked Mastercard Encryption Key",
    project: inFull,
    find: mastercardKey("revoked"),
    items: [DOWNLOAD, "Rename"],
    readOnly: [DOWNLOAD],
  },
  {
    name: "a compromised Mastercard Encryption Key",
    project: inFull,
    find: mastercardKey("compromised"),
    items: [DOWNLOAD, "Rename"],
    readOnly: [DOWNLOAD],
  },
  {
    name: "the only Mastercard Encryption Key, active and expired",
    project: inWorn,
    find: mastercardKey("worn"),
    items: [`Rehearse: ${EXPIRED}`, DOWNLOAD, "Rename", ACTIVE, "Report compromised"],
    readOnly: null,
  },
  {
    name: "an active Client Encryption Key beside others",
    project: inFull,
    find: clientKey("active"),
    items: ["Download .pem", "Revoke", "Report compromised"],
    readOnly: ["Download .pem"],
  },
  {
    name: "the last Client Encryption Key",
    project: inWorn,
    find: (page) => page.getByRole("region", { name: "Client Encryption Key" }).locator(".key"),
    items: ["Download .pem", LAST, "Report compromised"],
    readOnly: null,
  },
  {
    name: "an expired Client Encryption Key",
    project: inFull,
    find: clientKey("expired"),
    items: ["Download .pem", "Revoke", "Report compromised"],
    readOnly: ["Download .pem"],
  },
  {
    name: "a revoked Client Encryption Key",
    project: inFull,
    find: clientKey("revoked"),
    items: ["Download .pem", "Report compromised"],
    readOnly: ["Download .pem"],
  },
  {
    name: "a compromised Client Encryption Key",
    project: inFull,
    find: clientKey("compromised"),
    items: ["Download .pem"],
    readOnly: ["Download .pem"],
  },
  {
    name: "a Client Encryption Key whose private half is destroyed",
    project: inFull,
    find: clientKey("destroyed"),
    items: ["Download .pem"],
    readOnly: ["Download .pem"],
  },
  {
    name: "credentials",
    project: inFull,
    find: credentials,
    items: ["Reveal", "Rotate secret", "Delete", "Each look is written into the activity."],
    readOnly: [ONLY_ADMINS],
  },
];

const widths = [
  { width: 1280, height: 900, name: "a desk" },
  { width: 390, height: 800, name: "a phone" },
];

async function expectNoWider(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Opens a dialog by the keyboard, looks at it, and goes away again: nothing is done, and the focus is where it was. */
async function openAndLeave(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await expectNoBarrier(page, "dialog");
  await expectNoWider(page);
  const { x = 0, width = 0 } = (await dialog.boundingBox()) ?? {};
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
}

describe.each(widths)("on $name", ({ width, height }) => {
  const opened = new Map<string, Page>();
  afterAll(async () => {
    for (const page of opened.values()) await page.close();
  });

  /** A project's page, which is loaded once; after a failed test anew, because something of that may be left on it. */
  async function pageOf(projectId: string): Promise<Page> {
    onTestFailed(async () => {
      await opened.get(projectId)?.close();
      opened.delete(projectId);
    });
    const there = opened.get(projectId);
    if (there !== undefined) return there;
    const page = await admin.context().newPage();
    opened.set(projectId, page);
    await page.setViewportSize({ width, height });
    await open(page, projectId);
    return page;
  }

  test.each(states)("$name: has its items, and the keyboard opens each", async ({ project, find, items }) => {
    const page = await pageOf(project());
    const thing = find(page);
    expect(await itemsOf(thing)).toEqual(items);
    await expectNoWider(page);
    const acting = thing.locator(".card-actions");
    for (const item of items) {
      const button = acting.getByRole("button", { name: item, exact: true });
      const link = acting.getByRole("link", { name: item, exact: true });
      if ((await link.count()) === 1) {
        await link.focus();
        const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
        expect(download.suggestedFilename()).toMatch(/\.pem$/);
      } else if (item === "Reveal") {
        await button.focus();
        await page.keyboard.press("Enter");
        await acting.getByRole("button", { name: "Cover" }).waitFor();
        await expectNoBarrier(page, '[aria-label^="Partner ID"]');
        await acting.getByRole("button", { name: "Cover" }).press("Enter");
        await button.waitFor();
      } else if ((await button.count()) === 1) {
        await openAndLeave(page, button);
      } else {
        // What is left is a reason, in words.
        expect(item.length).toBeGreaterThan(20);
      }
    }
    expect(await itemsOf(thing)).toEqual(items);
  });

  test("a page with every state on it is accessible", async () => {
    for (const projectId of [full, worn]) await expectNoBarrier(await pageOf(projectId));
  });

  test("the cards add keys and credentials, by the keyboard", async () => {
    const page = await pageOf(full);
    await openAndLeave(page, page.getByRole("button", { name: "Add Partner ID" }));
    const keys = page.getByRole("region", { name: "Mastercard Encryption Key", exact: true });
    await keys.getByRole("button", { name: "Add key" }).press("Enter");
    const card = page.getByRole("region", { name: "Add a Mastercard Encryption Key" });
    for (const way of ["Bring a request (CSR)", "Generate in this browser"]) {
      await card.getByRole("radio", { name: way }).press(" ");
      await expectNoBarrier(page);
      await expectNoWider(page);
    }
    await card.getByRole("button", { name: "Close" }).press("Enter");
    await card.waitFor({ state: "detached" });
    const made = page
      .getByRole("region", { name: "Client Encryption Key" })
      .getByText("Active", { exact: true });
    const before = await made.count();
    await page.getByRole("button", { name: "Create key" }).press("Enter");
    await expect.poll(() => made.count()).toBe(before + 1);
  });
});

describe("a member who may read alone", () => {
  beforeAll(() => open(reader, full));

  test.each(states.filter(({ readOnly }) => readOnly !== null))(
    "has no acting item at $name",
    async ({ find, readOnly }) => {
      expect(await itemsOf(find(reader))).toEqual(readOnly);
      expect(await find(reader).locator(".card-actions").getByRole("button").count()).toBe(0);
    },
  );

  test("sees all of a project, and has nothing to press but what is the member's own", async () => {
    for (const [, kid] of Object.entries(clientKids)) {
      await reader
        .getByText(kid.match(/.{4}/g)?.join(" ") ?? "none")
        .first()
        .waitFor();
    }
    const names = await reader
      .locator("#main")
      .getByRole("button")
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute("aria-label") ?? button.textContent ?? ""),
      );
    // What to do next leads to its key; the calendar's address is each member's own, and shows no more than the page does.
    expect(names.filter((name) => !/^(?:Copy |Show key$)/.test(name))).toEqual(["Add to calendar"]);
    await expectNoBarrier(reader);
  });
});
