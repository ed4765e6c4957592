import { setTimeout as pause } from "node:timers/promises";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import { collect, createProject, type Person, signUp } from "@gatehouse/cli/quickstart/onboard";
import { afterAll, beforeAll, expect, test } from "vitest";
import { preparedDataDir } from "./prepared.ts";
import { runCli, startCli } from "./run-cli.ts";
import { startGatehouse } from "./start-gatehouse.ts";

const KILLS = process.env.GATEHOUSE_LONG === "1" ? 50 : 3;

let data: Awaited<ReturnType<typeof preparedDataDir>>;
beforeAll(async () => {
  data = await preparedDataDir();
});
afterAll(() => data.remove());

interface Made {
  readonly person: Person;
  readonly created: Awaited<ReturnType<typeof createProject>>;
}

/** Makes projects and further keys until the program dies; what is acknowledged is noted at once. */
async function workUntilKilled(portalUrl: string, made: Made[], keys: Map<string, string[]>): Promise<void> {
  const desk = new DeskClient(portalUrl);
  const person = await signUp(desk).catch(() => null);
  if (person === null) return;
  for (;;) {
    const created = await createProject(desk, person).catch(() => null);
    if (created === null) return;
    made.push({ person, created });
    const at = `/api/v1/projects/${created.project.id}/environments/sandbox/client-encryption-keys`;
    const added = await desk.post<{ key: { id: string } }>(at, {}).catch(() => null);
    if (added === null) return;
    keys.set(created.project.id, [...(keys.get(created.project.id) ?? []), added.key.id]);
  }
}

async function firstOf(made: readonly Made[]): Promise<void> {
  const before = made.length;
  while (made.length === before) await pause(20);
}

test(`killed ${KILLS} times while the master key is rotated and keys are made, it loses nothing that was acknowledged, and every key opens`, async () => {
  const settings = { GATEHOUSE_DATA_DIR: data.path };
  const made: Made[] = [];
  const keys = new Map<string, string[]>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const gatehouse = await startGatehouse(data.path);
    const working = workUntilKilled(gatehouse.portalUrl, made, keys);
    const rotating = startCli(["custody", "rotate"], settings);
    // Every other time there is something to lose.
    if (kill % 2 === 0) await Promise.race([firstOf(made), working]);
    await pause(1_500 + Math.random() * 3_000);
    rotating.kill("SIGKILL");
    await gatehouse.kill();
    await working;
  }
  const gatehouse = await startGatehouse(data.path);
  const last = await runCli(["custody", "rotate"], settings);
  expect(last.output).toMatch(/is current, every value opens under it|The rotation is done/);
  const doctor = await runCli(["custody", "doctor", "--json"], settings);
  const found = JSON.parse(doctor.output);
  expect(doctor.code).toBe(0);
  expect(found.keys.filter(({ values }: { values: number }) => values > 0)).toMatchObject([
    { state: "current" },
  ]);
  expect(made.length).toBeGreaterThan(KILLS / 2);
  const desks = new Map<string, DeskClient>();
  for (const { person, created } of made) {
    const desk = desks.get(person.email) ?? new DeskClient(gatehouse.portalUrl);
    if (!desks.has(person.email)) {
      await desk.post("/api/v1/accounts/log-in", { email: person.email, password: person.password });
      desks.set(person.email, desk);
    }
    const partner = await collect(desk, created);
    expect((await firstCall({ ...partner, gatewayUrl: gatehouse.gatewayUrl })).customerId).toMatch(/^\d+$/);
    const { project } = await desk.get<{
      project: { environments: { clientEncryptionKeys: { id: string }[] }[] };
    }>(`/api/v1/projects/${created.project.id}`);
    const there = project.environments[0]?.clientEncryptionKeys.map(({ id }) => id) ?? [];
    expect(there).toEqual(expect.arrayContaining(keys.get(created.project.id) ?? []));
  }
  await gatehouse.stop();
}, 1_800_000);
