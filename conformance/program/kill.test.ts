import { setTimeout as pause } from "node:timers/promises";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { type OnboardedPartner, onboard } from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDataDir, startGatehouse } from "./start-gatehouse.ts";

const KILLS = process.env.GATEHOUSE_LONG === "1" ? 30 : 3;
/** Partners that sign up side by side, so that a kill meets every stage of the making. */
const AT_ONCE = 3;

let data: Awaited<ReturnType<typeof freshDataDir>>;
beforeAll(async () => {
  data = await freshDataDir();
});
afterAll(() => data.remove());

/** Onboards one partner after the other until the program dies; keeps those that were acknowledged whole. */
async function onboardUntilKilled(portalUrl: string, acknowledged: OnboardedPartner[]): Promise<void> {
  for (;;) {
    try {
      acknowledged.push(await onboard(portalUrl, () => undefined));
    } catch {
      if (!(await alive(portalUrl))) return;
    }
  }
}

async function alive(portalUrl: string): Promise<boolean> {
  return fetch(new URL("/livez", portalUrl)).then(
    () => true,
    () => false,
  );
}

test(`killed at random moments ${KILLS} times while projects are made, it keeps every acknowledged project with keys that work`, async () => {
  const acknowledged: OnboardedPartner[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const gatehouse = await startGatehouse(data.path);
    const workers = Array.from({ length: AT_ONCE }, () =>
      onboardUntilKilled(gatehouse.portalUrl, acknowledged),
    );
    await pause(1_200 + Math.random() * 1_800);
    await gatehouse.kill();
    await Promise.all(workers);
  }
  const gatehouse = await startGatehouse(data.path);
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  for (const partner of acknowledged) {
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
