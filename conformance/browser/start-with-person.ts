import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { preparedInstance } from "../program/prepared.ts";
import { type RunningGatehouse, startGatehouse } from "../program/start-gatehouse.ts";
import { browserOfWorker } from "./browser-of-worker.ts";
import { joinPartner } from "./join-partner.ts";

export interface Started {
  readonly gatehouse: RunningGatehouse;
  readonly page: Page;
  /** Log-in of the database's owner. */
  readonly databaseUrl: string;
  /** For downloads. */
  readonly folder: string;
  /** A page of a browser in which nobody is logged in. */
  newPerson(): Promise<Page>;
  stop(): Promise<void>;
}

/** A program of its own on a database of the run's cluster, and a browser in which a person has just signed up. */
export async function startWithPerson(
  email: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const instance = await preparedInstance();
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-downloads-"));
  const gatehouse = await startGatehouse(instance.path, { ...instance.settings, ...settings });
  const contexts: BrowserContext[] = [];
  async function newPerson(): Promise<Page> {
    const context = await (await browserOfWorker()).newContext({ acceptDownloads: true });
    // As generous as elsewhere: the host is shared.
    context.setDefaultTimeout(60_000);
    contexts.push(context);
    return context.newPage();
  }
  const page = await newPerson();
  await joinPartner(page, gatehouse.portalUrl, { email, password: "velvet orbit canyon 42" });
  return {
    gatehouse,
    page,
    databaseUrl: instance.settings.DATABASE_URL,
    folder,
    newPerson,
    async stop() {
      for (const context of contexts) await context.close();
      await gatehouse.stop();
      await instance.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
