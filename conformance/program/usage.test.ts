import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { collect, createProject, type OnboardedPartner, signUp } from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../apps/server/src/database/testing/fresh-database.ts";
import { type Apart, apart, type RunningProgram } from "./start-apart.ts";
import { freshDataDir } from "./start-gatehouse.ts";

interface Use {
  readonly calls: { readonly hour: number; readonly day: number };
  readonly lastUsedAt: string | null;
}
interface Usage {
  readonly credentials: readonly Use[];
  readonly clientEncryptionKeys: readonly Use[];
  readonly mastercardEncryptionKeys: readonly Use[];
}

let data: Awaited<ReturnType<typeof freshDataDir>>;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let programs: Apart;
let desk: RunningProgram;
let gateway: RunningProgram;
let client: DeskClient;
let partner: OnboardedPartner;

beforeAll(async () => {
  data = await freshDataDir();
  database = await freshDatabase();
  programs = await apart(database.url, data.path);
  desk = await programs.startDesk();
  gateway = await programs.startGateway();
  client = new DeskClient(desk.url);
  const person = await signUp(client);
  partner = await collect(client, await createProject(client, person));
});
afterAll(async () => {
  await gateway?.stop();
  await desk?.stop();
  await database?.drop();
  await data?.remove();
});

const usage = () => client.get<Usage>(`/api/v1/projects/${partner.projectId}/usage`);
const clientKeyCalls = async () => (await usage()).clientEncryptionKeys[0]?.calls.day;
async function spooled(): Promise<string[]> {
  const names = await readdir(join(data.path, "usage"), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith(".json"));
}

test("calls at a gateway of its own show on the desk, by key and credentials", async () => {
  await firstCall(partner);
  await firstCall(partner);
  await expect.poll(clientKeyCalls, { timeout: 15_000 }).toBe(2);
  const { credentials, mastercardEncryptionKeys } = await usage();
  // A log-in and a call each.
  expect(credentials[0]?.calls).toMatchObject({ hour: 4, day: 4 });
  expect(mastercardEncryptionKeys[0]?.calls.day).toBe(2);
  expect(await spooled()).toEqual([]);
});

test("what is called while the desk is away arrives when it is back, though the gateway was killed meanwhile, and each call once", async () => {
  await desk.kill();
  // Test Drive is gone with the desk: these calls fail, and were made all the same.
  await expect(firstCall(partner)).rejects.toThrow();
  await expect(firstCall(partner)).rejects.toThrow();
  await expect.poll(spooled, { timeout: 15_000 }).not.toEqual([]);
  await expect.poll(async () => gateway.output().includes("use can't be delivered")).toBe(true);
  // Another call makes another report; once that is on disk, nothing is in memory alone.
  const before = (await spooled()).length;
  await expect(firstCall(partner)).rejects.toThrow();
  await expect.poll(async () => (await spooled()).length, { timeout: 15_000 }).toBeGreaterThan(before);
  await gateway.kill();
  gateway = await programs.startGateway();
  desk = await programs.startDesk();
  await expect.poll(clientKeyCalls, { timeout: 60_000 }).toBe(5);
  await expect.poll(spooled, { timeout: 60_000 }).toEqual([]);
  await firstCall(partner);
  await expect.poll(clientKeyCalls, { timeout: 15_000 }).toBe(6);
});

test("a second gateway of the same name on the same folder is refused, so that no counts are lost between the two", async () => {
  const first = await programs.startGateway({ GATEHOUSE_GATEWAY_NAME: "one", GATEHOUSE_GATEWAY_PORT: "0" });
  try {
    await expect(
      programs.startGateway({ GATEHOUSE_GATEWAY_NAME: "one", GATEHOUSE_GATEWAY_PORT: "0" }),
    ).rejects.toThrow(/another Gatehouse .* uses the data folder .*usage\/one/);
  } finally {
    await first.stop();
  }
});

test("a gateway that is stopped leaves nothing behind on disk", async () => {
  await firstCall(partner);
  await gateway.stop();
  expect(await spooled()).toEqual([]);
  await expect.poll(clientKeyCalls, { timeout: 15_000 }).toBe(7);
});
