import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type LocalProvider,
  startLocalProvider,
} from "../../apps/server/src/accounts/identity/testing/local-provider.ts";
import { migratedDatabase } from "../../apps/server/src/database/testing/fresh-database.ts";
import { apart, type RunningProgram } from "../program/start-apart.ts";
import { freshDataDir } from "../program/start-gatehouse.ts";
import { joinSecondOperator } from "./join-second-operator.ts";
import { openBrowser } from "./open-browser.ts";
import { signUp } from "./sign-up.ts";
import { signUpOperator } from "./sign-up-operator.ts";

// From a project for a client to Production and out of it again, by everybody who has a part in it: two of the partner's people, the identity
// service that vouches for the client, two operators, the partner's program at two gateways, and the provider's own API behind them.

const ADA = { email: "ada@example.test", password: "velvet orbit canyon 42" };
const LIN = { email: "lin@example.test", password: "silver canyon orbit 24" };
const GRACE = { email: "grace@provider.test", password: "quiet harbor lantern 77" };
const ALAN = { email: "alan@provider.test", password: "copper meadow signal 31" };
const FIELD = "encryptedData";
const IN_CONTRACT = "/aggregation/v1/customers/5/accounts";

/** The provider's own API: repeats in its answer what it was sent. */
const seen: { readonly url: string; readonly body: string }[] = [];
const upstream = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString("utf8");
  seen.push({ url: request.url ?? "", body });
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ heard: JSON.parse(body === "" ? "null" : body) }));
});

let provider: LocalProvider;
let desk: RunningProgram;
let gateways: readonly RunningProgram[] = [];
let browser: Browser;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  provider = await startLocalProvider();
  const [data, secondData, database] = [await freshDataDir(), await freshDataDir(), await migratedDatabase()];
  const programs = await apart(database.url, data.path, {
    ...provider.settings,
    GATEHOUSE_PRODUCTION_UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    GATEHOUSE_UPSTREAM_ADDRESSES: "any",
  });
  ends.push(
    () => database.drop(),
    data.remove,
    secondData.remove,
    () => provider.stop(),
  );
  desk = await programs.startDesk();
  ends.unshift(() => desk.stop());
  const second = {
    GATEHOUSE_GATEWAY_PORT: "0",
    GATEHOUSE_GATEWAY_NAME: "second",
    GATEHOUSE_DATA_DIR: secondData.path,
  };
  gateways = [await programs.startGateway(), await programs.startGateway(second)];
  ends.unshift(...gateways.map((gateway) => () => gateway.stop()));
  provider.register(desk.url);
  browser = await openBrowser();
  ends.unshift(() => browser.close());
});
afterAll(async () => {
  for (const end of ends) await end();
  upstream.close();
});

/** A call of the management API by whoever is logged in on the page. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
function call(page: Page, method: string, path: string, body?: unknown): Promise<any> {
  return page.evaluate(
    async ([verb, at, sent]) => {
      const response = await fetch(`/api/v1${at}`, {
        method: verb as string,
        ...(sent === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(sent) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${verb} ${at}: ${response.status} ${text}`);
      return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    },
    [method, path, body] as const,
  );
}

async function newPerson(): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function makeProject(ada: Page): Promise<void> {
  await ada.getByRole("link", { name: "Create New Project" }).click();
  await ada.getByLabel("Project name").fill("Loan desk");
  await ada.getByRole("radio", { name: "For a client" }).check();
  await ada.getByLabel("Client’s legal name").fill("Client Corp");
  await ada.getByLabel("Address line 1").fill("1 Main Street");
  await ada.getByLabel("City").fill("Springfield");
  await ada.getByLabel("Postal code").fill("12345");
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Proceed" }).click();
  await ada.getByRole("button", { name: "Skip this step" }).click();
  await ada.getByRole("navigation", { name: "Project" }).waitFor();
}

async function inviteAndJoin(ada: Page, lin: Page): Promise<void> {
  await ada.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Team" }).click();
  await ada.getByLabel("E-mail").fill(LIN.email);
  await ada.getByLabel("Role").selectOption({ label: "Admin" });
  await ada.getByRole("button", { name: "Send invitation" }).click();
  await ada.getByText(`An invitation is on its way to ${LIN.email}.`).waitFor();
  await lin.goto(`${desk.url}/mailbox`);
  await lin.getByRole("link", { name: "/invitation" }).first().click();
  await lin.getByLabel("Your name").fill("Lin Tsu");
  await lin.getByLabel("Company").fill("Loom & Thread");
  await lin.getByLabel("Password").fill(LIN.password);
  await lin.getByRole("button", { name: "Sign up and join" }).click();
  await lin.getByRole("heading", { name: "Loan desk" }).waitFor();
}

async function verifyByLinking(ada: Page, projectId: string): Promise<void> {
  provider.tell("registrar", {
    company_id: "1234567",
    company_name: "Client Corp",
    company_address: {
      street_address: "1 Main Street",
      locality: "Springfield",
      postal_code: "12345",
      country: "US",
    },
  });
  await ada.goto(`${desk.url}/projects/${projectId}/production`);
  await ada.getByRole("button", { name: "Verify with ACME Identity" }).click();
  await ada.locator('input[name="login"]').fill("registrar");
  await ada.locator('input[name="password"]').fill("any");
  await ada.locator('button[type="submit"]').click();
  await ada.getByRole("button", { name: "Continue" }).click();
  await ada.getByText(/Verified, at once, by the identity service/).waitFor();
}

/** The second admin does it, so that a member who joined by invitation is seen to act. */
async function requestProduction(lin: Page, projectId: string) {
  await lin.goto(`${desk.url}/projects/${projectId}/production`);
  await lin.getByLabel("What do you build, and for whom?").fill("A loan desk.");
  await lin.getByLabel("Which data do you need").fill("Accounts.");
  await lin.getByLabel("How many calls").fill("1000");
  await lin.getByLabel("Whom do we reach").fill("ops@example.test");
  await lin.getByRole("button", { name: "Submit the request" }).click();
  await lin.getByRole("heading", { name: "Your Production credentials" }).waitFor();
  const text = async (name: string) =>
    (await lin.locator(`dt:text-is("${name}") + dd .mono`).textContent())?.trim() ?? "";
  const secrets = {
    partnerId: await text("Partner ID"),
    partnerSecret: await text("Partner Secret"),
    appKey: await text("App Key"),
  };
  await lin.getByRole("button", { name: "I have put them away" }).click();
  await lin.getByText("Production: Submitted").waitFor();
  return secrets;
}

/** The program's own pair, brought as a request; and the provider's key for it. */
async function bringKeys(lin: Page, projectId: string) {
  const pair = await generateRsaKeyPair(2048);
  const certificateRequest = await createCertificateRequest({ commonName: "loan desk" }, pair);
  const at = `/projects/${projectId}/environments/production/mastercard-encryption-keys`;
  await call(lin, "POST", at, { alias: "production", certificateRequest });
  const { project } = await call(lin, "GET", `/projects/${projectId}`);
  const production = project.environments.find(({ type }: { type: string }) => type === "production");
  const [clientKey] = production.clientEncryptionKeys;
  const pem = await call(
    lin,
    "GET",
    `/projects/${projectId}/client-encryption-keys/${clientKey.id}/certificate.pem`,
  );
  return {
    own: createPrivateKey({ key: Buffer.from(pair.privateKey), format: "der", type: "pkcs8" }),
    theirs: new X509Certificate(pem).publicKey,
  };
}

async function operators(): Promise<{ grace: Page; alan: Page }> {
  const grace = await newPerson();
  await signUpOperator(desk, grace, GRACE);
  const alan = await joinSecondOperator({ gatehouse: { portalUrl: desk.url }, newPerson }, grace, ALAN);
  return { grace, alan };
}

async function approve(grace: Page, alan: Page): Promise<void> {
  await grace.getByRole("navigation").getByRole("link", { name: "Contracts" }).click();
  await grace.getByRole("button", { name: "Enter a contract" }).click();
  await grace.getByLabel("Number").fill("C-1");
  await grace.getByLabel("Company", { exact: true }).selectOption({ label: "Analytical Engines" });
  await grace.getByLabel("Accounts", { exact: true }).check();
  await grace.getByLabel("First day").fill("2020-01-01");
  await grace.getByLabel("Executed on").fill("2020-01-01");
  await grace.getByRole("button", { name: "Enter the contract" }).click();
  await grace.getByText("executed on 2020-01-01").waitFor();
  await alan.goto(`${desk.url}/operator/requests`);
  await alan.getByRole("link", { name: "Loan desk" }).click();
  await alan.getByRole("button", { name: "Approve as the first" }).click();
  await alan.getByText("another operator is the second").waitFor();
  await grace.goto(alan.url());
  await grace.getByRole("button", { name: "Approve and open" }).click();
  await grace.getByText("Production · Analytical Engines · Approved").waitFor();
}

async function suspend(grace: Page, alan: Page): Promise<void> {
  await alan.getByRole("navigation").getByRole("link", { name: "Partners" }).click();
  const partner = (page: Page) => page.getByRole("article", { name: "Analytical Engines" });
  await partner(alan).getByRole("button", { name: "Ask for suspension" }).click();
  await alan.getByLabel("Reason").fill("A test.");
  await alan.getByRole("dialog").getByRole("button", { name: "Ask for suspension" }).click();
  await alan.getByText("asks for the suspension").waitFor();
  await grace.getByRole("navigation").getByRole("link", { name: "Partners" }).click();
  await partner(grace).getByRole("button", { name: "Confirm suspension" }).click();
  await grace.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await grace.getByText("Suspended since").waitFor();
}

test("a project for a client goes from an invitation over a linked company and two pairs of eyes to encrypted calls, and a suspension ends them at every gateway", async () => {
  const [ada, lin] = [await newPerson(), await newPerson()];
  await signUp(ada, desk.url, ADA);
  await makeProject(ada);
  const projectId = /projects\/([0-9a-f-]+)/.exec(ada.url())?.[1] ?? "";
  await inviteAndJoin(ada, lin);
  await verifyByLinking(ada, projectId);
  const { appKey, ...logIn } = await requestProduction(lin, projectId);
  const { own, theirs } = await bringKeys(lin, projectId);

  const send = async (gateway: RunningProgram, path: string, token: string | null, body?: string) => {
    const response = await fetch(new URL(path, gateway.url), {
      headers: {
        "content-type": "application/json",
        "finicity-app-key": appKey,
        ...(token === null ? {} : { "finicity-app-token": token }),
      },
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    return { status: response.status, text: await response.text() };
  };
  const enter = (gateway: RunningProgram) =>
    send(gateway, "/aggregation/v2/partners/authentication", null, JSON.stringify(logIn));
  for (const gateway of gateways) expect((await enter(gateway)).text).toContain("not active yet");

  const { grace, alan } = await operators();
  await approve(grace, alan);
  const kid = keyIdOf(theirs.export({ type: "spki", format: "der" }));
  const ownKid = keyIdOf(createPublicKey(own).export({ type: "spki", format: "der" }));
  const encrypted = (said: unknown) =>
    wrapJweInBody(encryptJwe(Buffer.from(JSON.stringify(said)), theirs, { kid }), FIELD);
  const calls: (() => Promise<number>)[] = [];
  for (const [index, gateway] of gateways.entries()) {
    await expect.poll(async () => (await enter(gateway)).status).toBe(200);
    const { token } = JSON.parse((await enter(gateway)).text) as { token: string };
    const answer = await send(gateway, IN_CONTRACT, token, encrypted({ from: index }));
    expect(answer.status).toBe(200);
    const jwe = parseCompactJwe(findJweInBody(Buffer.from(answer.text), FIELD) ?? "");
    expect(jwe.kid).toBe(ownKid);
    expect(JSON.parse(decryptJwe(jwe, own).toString("utf8"))).toEqual({ heard: { from: index } });
    expect(seen.at(-1)).toEqual({ url: IN_CONTRACT, body: JSON.stringify({ from: index }) });
    const outside = await send(gateway, "/aggregation/v3/customers/5/transactions", token);
    expect([outside.status, outside.text]).toEqual([403, expect.stringContaining("product: Transactions")]);
    calls.push(async () => (await send(gateway, IN_CONTRACT, token, encrypted({ from: index }))).status);
  }
  expect(seen).toHaveLength(gateways.length);

  await suspend(grace, alan);
  const all = () => Promise.all(calls.map((again) => again()));
  await expect.poll(all, { timeout: 1_000, interval: 50 }).toEqual([401, 401]);
});
