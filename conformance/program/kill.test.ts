import { setTimeout as pause } from "node:timers/promises";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import {
  type CreatedProject,
  collect,
  createProject,
  onboard,
  type Person,
  signUp,
} from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { preparedDataDir } from "./prepared.ts";
import { startGatehouse } from "./start-gatehouse.ts";

const KILLS = process.env.GATEHOUSE_LONG === "1" ? 30 : 3;
/** Projects made side by side, so that a kill meets every stage of the making. */
const AT_ONCE = 3;

interface Acknowledged {
  readonly person: Person;
  readonly created: CreatedProject;
}

let data: Awaited<ReturnType<typeof preparedDataDir>>;
beforeAll(async () => {
  data = await preparedDataDir();
});
afterAll(() => data.remove());

/** A partner who makes one project after the other until the program dies. Each is noted the moment it is acknowledged. */
async function createUntilKilled(portalUrl: string, acknowledged: Acknowledged[]): Promise<void> {
  const desk = new DeskClient(portalUrl);
  const person = await signUp(desk).catch(() => null);
  const lane = async (): Promise<void> => {
    while (person !== null && (await alive(portalUrl))) {
      const created = await createProject(desk, person).catch(() => null);
      if (created !== null) acknowledged.push({ person, created });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function alive(portalUrl: string): Promise<boolean> {
  return fetch(new URL("/livez", portalUrl)).then(
    () => true,
    () => false,
  );
}

const desks = new Map<string, DeskClient>();

/** Logs in once for each person: the number of log-ins is limited. */
async function loggedIn(portalUrl: string, { email, password }: Person): Promise<DeskClient> {
  const known = desks.get(email);
  if (known !== undefined) return known;
  const desk = new DeskClient(portalUrl);
  await desk.post("/api/v1/accounts/log-in", { email, password });
  desks.set(email, desk);
  return desk;
}

test(`killed at random moments ${KILLS} times while projects are made, it keeps every acknowledged project with keys that work`, async () => {
  const acknowledged: Acknowledged[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const gatehouse = await startGatehouse(data.path);
    const creating = createUntilKilled(gatehouse.portalUrl, acknowledged);
    // Every other kill comes when there is something to lose, however slow the machine is.
    const before = acknowledged.length;
    const something = async () => {
      while (acknowledged.length === before) await pause(20);
    };
    if (kill % 2 === 0) await Promise.race([something(), pause(60_000)]);
    await pause(Math.random() * 2_500);
    await gatehouse.kill();
    await creating;
  }
  const gatehouse = await startGatehouse(data.path);
  const people = new Set(acknowledged.map(({ person }) => person.email));
  expect(people.size).toBeGreaterThanOrEqual(Math.ceil(KILLS / 2));
  for (const { person, created } of acknowledged) {
    const desk = await loggedIn(gatehouse.portalUrl, person);
    const partner = await collect(desk, created);
    const { customerId, decrypted } = await firstCall({ ...partner, gatewayUrl: gatehouse.gatewayUrl });
    expect(JSON.parse(decrypted).id).toBe(customerId);
  }
  // And it goes on making new ones.
  const fresh = await onboard(gatehouse.portalUrl, () => undefined);
  expect((await firstCall(fresh)).customerId).toMatch(/^\d+$/);
  expect(
    await new DeskClient(gatehouse.portalUrl).get<{ openapi: string }>("/api/v1/openapi.json"),
  ).toMatchObject({
    openapi: "3.1.0",
  });
  await gatehouse.stop();
}, 1_200_000);
