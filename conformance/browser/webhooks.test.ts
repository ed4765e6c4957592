import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../apps/server/src/webhooks/testing/receiver.ts";
import { isSignedWith } from "../../apps/server/src/webhooks/testing/verify.ts";
import { expectGoodPage } from "./expect-good-page.ts";
import { joinOperator } from "./join-operator.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

// A webhook from its first message to its end, as an admin sees it, and the provider's own.

let started: Started;
let page: Page;
let receiver: Receiver;
let secret = "";
beforeAll(async () => {
  receiver = await startReceiver();
  started = await startWithPerson("ada@example.test", { GATEHOUSE_WEBHOOK_ADDRESSES: "any" });
  page = started.page;
  await page.getByRole("link", { name: "Create New Project" }).click();
  await page.getByLabel("Project name").fill("Told Things");
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Proceed" }).click();
  await page.getByRole("button", { name: "Skip this step" }).click();
});
afterAll(async () => {
  await started?.stop();
  await receiver.goAway();
});

const messages = () => page.getByRole("list", { name: "Messages" }).getByRole("listitem");

test("an empty page says what a webhook is for, and a wrong address is refused at its field", async () => {
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
  await expectGoodPage(page, "webhooks-empty");
  await page.getByLabel("Address").fill("https://ada:secret@hooks.example/");
  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.getByText("Leave user name and password out of the address.").waitFor();
});

test("one is added by the keyboard alone, and its secret is shown once", async () => {
  await page.getByLabel("Address").fill(receiver.url);
  await page.getByLabel("What it is for").fill("Wakes the night shift");
  await page.keyboard.press("Enter");
  await page.getByText("It is shown this once").waitFor();
  secret = (await page.locator(".copyable .mono").first().textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await expectGoodPage(page, "webhooks-secret");
  await page.getByRole("button", { name: "I have kept it" }).press("Enter");
  await page.getByText("Wakes the night shift").waitFor();
  await page.reload();
  await page.getByText("Wakes the night shift").waitFor();
  expect(await page.content()).not.toContain("whsec_");
});

test("a test is sent, the log says what became of it, and it is sent again", async () => {
  const tests = () => receiver.got.filter(({ body }) => JSON.parse(body).type === "webhook.test");
  receiver.answerWith((response) => void response.writeHead(500).end());
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => tests().length).toBe(1);
  const message = messages().filter({ hasText: "webhook.test" });
  await message.filter({ hasText: "Waiting" }).waitFor();
  receiver.answerWith((response) => void response.writeHead(204).end());
  await message.filter({ hasText: "Delivered" }).waitFor();
  await message.locator("summary").click();
  await message.getByText("answered with 500").waitFor();
  await message.getByText("answered with 204").waitFor();
  await expectGoodPage(page, "webhooks-log");
  const before = tests().length;
  await message.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => tests().length).toBe(before + 1);
  expect(new Set(tests().map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(tests().every((message) => isSignedWith(message, secret))).toBe(true);
});

test("a webhook is paused and resumed, and gets the kinds that are chosen", async () => {
  await page.getByRole("button", { name: "Pause" }).press("Enter");
  await page.getByText("What happens meanwhile is not sent to it.").waitFor();
  expect(await page.getByRole("button", { name: "Send a test" }).count()).toBe(0);
  await expectGoodPage(page, "webhooks-paused");
  await page.getByRole("button", { name: "Resume" }).press("Enter");
  await page.getByRole("button", { name: "Send a test" }).waitFor();
  // A key that is pressed while the list is being read anew is lost.
  const choose = page.getByRole("button", { name: "Choose kinds" });
  await expect.poll(() => choose.isEnabled()).toBe(true);
  await choose.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Some kinds" }).check();
  await dialog.getByRole("button", { name: "Choose" }).click();
  await dialog.getByText("Choose at least one kind").waitFor();
  await dialog.getByLabel("An encryption key was revoked").check();
  await expectGoodPage(page, "webhooks-kinds");
  await dialog.getByRole("button", { name: "Choose" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator('dt:text-is("Gets") + dd').getByText("An encryption key was revoked").waitFor();
});

test("a new secret is made after a question, and the webhook is removed after another", async () => {
  await page.getByRole("button", { name: "New secret" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await expectGoodPage(page, "webhooks-rotate");
  await dialog.getByRole("button", { name: "Make a new secret" }).press("Enter");
  await page.getByText("It is shown this once").waitFor();
  await page.getByText("signs as well until").waitFor();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove webhook" }).click();
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
});

test("webhooks that can't be read are told as such, and are there after another try", async () => {
  await page.route("**/webhooks", (route) =>
    route.request().resourceType() === "fetch" ? route.abort() : route.continue(),
  );
  await page.reload();
  await page.getByText("The server can't be reached").first().waitFor();
  await expectGoodPage(page, "webhooks-error");
  await page.unroute("**/webhooks");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
});

test("the provider's own webhook hears of every project", async () => {
  const grace = await started.newPerson();
  await joinOperator(started.gatehouse, grace, {
    email: "grace@provider.test",
    password: "velvet orbit canyon 42",
  });
  await grace
    .getByRole("navigation", { name: "Operators' console" })
    .getByRole("link", { name: "Webhooks" })
    .click();
  await grace.getByLabel("Address").fill(receiver.url);
  await grace.getByRole("button", { name: "Add webhook" }).click();
  await grace.getByText("It is shown this once").waitFor();
  await expectGoodPage(grace, "webhooks-provider");
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
  await page.getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect
    .poll(() => receiver.got.some(({ body }) => JSON.parse(body).type === "member.invited"))
    .toBe(true);
});
