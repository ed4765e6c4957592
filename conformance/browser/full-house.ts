import type { Page } from "playwright-core";
import { runCli } from "../program/run-cli.ts";
import type { RunningGatehouse } from "../program/start-gatehouse.ts";
import { callApi } from "./call-api.ts";

export const PEOPLE = ["partner", "operator"] as const;
export type Person = (typeof PEOPLE)[number];

/** Where people of a Gatehouse in use look, and what their pictures are called. */
export interface Place {
  readonly name: string;
  readonly path: string;
}

export interface FullHouse {
  /** Logs a person of the house in. */
  enter(page: Page, person: Person): Promise<void>;
  /** The pages of a person who has been let in by `enter`. */
  placesOf(page: Page, person: Person): Promise<readonly Place[]>;
}

/** Fills a new Gatehouse with made-up partners, so that its lists, queues and pages can be looked at full. */
export async function fillHouse(
  gatehouse: RunningGatehouse,
  settings: Readonly<Record<string, string>>,
): Promise<FullHouse> {
  const { code, output } = await runCli(["seed", "--partners", "24"], settings);
  if (code !== 0) throw new Error(`the house could not be filled: ${output}`);
  const password = word(output, /with the password (\S+)/);
  const email = {
    operator: word(output, /(\S+) {2}\(operator\)/),
    partner: word(output, /(\S+) {2}\(partner\)/),
  };
  return {
    async enter(page, person) {
      await page.goto(`${gatehouse.portalUrl}/log-in`);
      await page.getByLabel("E-mail").fill(email[person]);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/log-in"));
    },
    placesOf: (page, person) => (person === "operator" ? ofOperator(page) : ofPartner(page)),
  };
}

/** Opens one of the pages of whoever has been let in, and waits for what is on it. */
export async function openPlace(page: Page, { path }: Place): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
}

async function ofOperator(page: Page): Promise<readonly Place[]> {
  const { items } = await callApi(page, "GET", "/operator/requests");
  const services = await callApi(page, "GET", "/operator/api-services");
  return [
    { name: "operator-console", path: "/operator" },
    { name: "operator-requests", path: "/operator/requests" },
    { name: "operator-request", path: `/operator/requests/${items[0].id}` },
    { name: "operator-companies", path: "/operator/companies" },
    { name: "operator-partners", path: "/operator/partners" },
    { name: "operator-contracts", path: "/operator/contracts" },
    { name: "operator-projects", path: "/operator/projects" },
    { name: "operator-keys", path: "/operator/keys" },
    { name: "operator-api-services", path: "/operator/api-services" },
    { name: "operator-api-service", path: `/operator/api-services/${services.items[0].id}` },
    { name: "operator-revoked-keys", path: "/operator/revoked-keys" },
    { name: "operator-key-policy", path: "/operator/key-policy" },
    { name: "operator-authority", path: "/operator/authority" },
    { name: "operator-people", path: "/operator/people" },
    { name: "operator-second-factors", path: "/operator/second-factors" },
    { name: "operator-webhooks", path: "/operator/webhooks" },
    { name: "operator-audit", path: "/operator/audit" },
  ];
}

async function ofPartner(page: Page): Promise<readonly Place[]> {
  const { items } = await callApi(page, "GET", "/projects");
  const project = `/projects/${items[0].id}`;
  return [
    { name: "partner-projects", path: "/" },
    { name: "partner-clients", path: "/clients" },
    { name: "partner-notices", path: "/notices" },
    { name: "partner-notice-settings", path: "/notices/settings" },
    { name: "partner-account", path: "/account" },
    { name: "project-summary", path: `${project}/summary` },
    { name: "project-keys", path: project },
    { name: "project-usage", path: `${project}/usage` },
    { name: "project-production", path: `${project}/production` },
    { name: "project-team", path: `${project}/team` },
    { name: "project-details", path: `${project}/details` },
    { name: "project-webhooks", path: `${project}/webhooks` },
    { name: "project-audit", path: `${project}/audit` },
  ];
}

function word(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`the seed has not said ${pattern}: ${text}`);
  return found;
}
