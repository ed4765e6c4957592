import { setTimeout as pause } from "node:timers/promises";
import { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import { firstCall } from "@gatehouse/cli/quickstart/first-call";
import {
  type CreatedProject,
  collect,
  createProject,
  type Person,
  signUp,
} from "@gatehouse/cli/quickstart/onboard";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { takePartnerPair } from "../../apps/server/src/custody/testing/made-pairs.ts";
import { connectToCluster } from "../secrets/database-access.ts";
import { expectWhole } from "./expect-whole.ts";
import { type Acknowledged, liveUntilKilled, type ReadyKey } from "./key-lane.ts";
import { preparedDataDir } from "./prepared.ts";
import { type RunningGatehouse, startGatehouse } from "./start-gatehouse.ts";

const ROUNDS = process.env.GATEHOUSE_LONG === "1" ? 50 : 3;
/** Projects that live side by side, so that a kill meets several things in the making. */
const LANES = 3;
/** Pairs for each project; a pair may be used in each of them. */
const PAIRS = 12;

interface Lived {
  readonly created: CreatedProject;
  readonly known: Acknowledged;
}

let data: Awaited<ReturnType<typeof preparedDataDir>>;
let ready: ReadyKey[];
/** What is started and looked at after a kill is what the next one meets. */
let gatehouse: RunningGatehouse;
beforeAll(async () => {
  data = await preparedDataDir();
  ready = await Promise.all(
    Array.from({ length: PAIRS }, async (_, n) => {
      const pair = await takePartnerPair();
      const certificateRequest = await createCertificateRequest({ commonName: `key ${n}` }, pair);
      return { certificateRequest, privateKey: pair.privateKey };
    }),
  );
  gatehouse = await startGatehouse(data.path);
});
afterAll(async () => {
  await gatehouse?.stop();
  await data.remove();
});

test(`killed at random moments ${ROUNDS} times while keys and secrets change, it has lost nothing acknowledged and done nothing by halves`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const desk = new DeskClient(gatehouse.portalUrl);
    const person = await signUp(desk);
    const projects: CreatedProject[] = [];
    for (let lane = 0; lane < LANES; lane += 1) projects.push(await createProject(desk, person));
    let changes = 0;
    const changed = () => {
      changes += 1;
    };
    const lives = Promise.all(
      projects.map((created) => liveUntilKilled(desk, created, ready, () => isAlive(), changed)),
    );
    // However slow the machine is, a kill comes when there is something to lose.
    await expect.poll(() => changes, { timeout: 120_000 }).toBeGreaterThan(LANES);
    await pause(Math.random() * 1_500);
    await gatehouse.kill();
    const lived = (await lives).map(
      (known, lane): Lived => ({ created: projects[lane] as CreatedProject, known }),
    );
    await expectNothingLost(person, lived);
  }
}, 1_800_000);

async function isAlive(): Promise<boolean> {
  return fetch(new URL("/livez", gatehouse.portalUrl)).then(
    () => true,
    () => false,
  );
}

/** Starts what was killed, looks at all of it, and lets each partner call. */
async function expectNothingLost(person: Person, lived: readonly Lived[]): Promise<void> {
  gatehouse = await startGatehouse(data.path);
  const client = await connectToCluster(data.path);
  try {
    await expectWhole(client, data.path);
    for (const { created, known } of lived) await expectAcknowledged(client, created, known);
    const desk = new DeskClient(gatehouse.portalUrl);
    await desk.post("/api/v1/accounts/log-in", { email: person.email, password: person.password });
    for (const { created, known } of lived) await expectCalls(desk, created, known);
    // The next round's people are as many strangers from one address.
    await client.query("delete from attempts");
  } finally {
    await client.end();
  }
}

async function expectAcknowledged(
  client: pg.Client,
  created: CreatedProject,
  known: Acknowledged,
): Promise<void> {
  const rowsOf = async (table: string) => {
    const { rows } = await client.query(`select * from ${table} where project_id = $1`, [created.project.id]);
    return new Map<string, Record<string, unknown>>(rows.map((row) => [row.id, row]));
  };
  const { action = "", id: doubtful = "" } = known.doubt ?? {};
  const keys = new Map([
    ...(await rowsOf("client_encryption_keys")),
    ...(await rowsOf("mastercard_encryption_keys")),
  ]);
  for (const id of [...known.clientKeys, ...known.mastercardKeys.keys()]) {
    const row = keys.get(id);
    expect(row).toBeDefined();
    const mayHaveEnded = doubtful === id && (action === "revoke" || action === "compromised");
    if (!mayHaveEnded) expect([id, row?.revoked_at !== null]).toEqual([id, known.revoked.has(id)]);
    if (known.compromised.has(id)) expect(row?.compromised_at).not.toBeNull();
  }
  // The last request may have changed which is active; whatever it is, it is one that was asked for.
  const active = [...keys.values()].find((row) => row.active === true)?.id;
  if (action === "activate") expect([known.active, doubtful]).toContain(active);
  else if (action !== "compromised") expect(active).toBe(known.active);
  const credentials = await rowsOf("credentials");
  for (const id of known.deletedCredentials) expect(credentials.get(id)?.deleted_at).not.toBeNull();
  for (const id of known.secrets.keys()) {
    const inDoubt = action === "delete-credential" && doubtful === id;
    if (!inDoubt) expect(credentials.get(id)?.deleted_at).toBeNull();
  }
  // At most one thing more than was acknowledged: the one in doubt.
  const extraKeys = keys.size - known.clientKeys.size - known.mastercardKeys.size;
  expect(extraKeys).toBeGreaterThanOrEqual(0);
  expect(extraKeys).toBeLessThanOrEqual(/^add-|^compromised$/.test(action) ? 1 : 0);
}

/** With the newest acknowledged secret, a key of the provider's in force, and the private half of the active key. */
async function expectCalls(desk: DeskClient, created: CreatedProject, known: Acknowledged): Promise<void> {
  const at = `/api/v1/projects/${created.project.id}`;
  const { project } = await desk.get<Pick<CreatedProject, "project">>(at);
  const [sandbox] = project.environments;
  const active = sandbox?.mastercardEncryptionKeys.find(({ status }) => status === "active");
  const inForce = sandbox?.clientEncryptionKeys.find(({ status }) => status === "active");
  if (sandbox === undefined || active === undefined || inForce === undefined) {
    throw new Error("no key is in force");
  }
  const pair = known.mastercardKeys.get(active.id);
  for (const credential of sandbox.credentials) {
    const environment = { ...sandbox, credentials: [credential], clientEncryptionKeys: [inForce] };
    const partner = await collect(desk, {
      project: { ...project, environments: [environment] },
      issued: created.issued,
      privateKey: pair?.privateKey ?? created.privateKey,
    });
    const acknowledged = known.secrets.get(credential.id) ?? "";
    const rotatedInDoubt = known.doubt?.action === "rotate" && known.doubt.id === credential.id;
    if (acknowledged !== "" && !rotatedInDoubt) expect(partner.partnerSecret).toBe(acknowledged);
    // The successor of a report that was never acknowledged is in use, and nobody knows here which pair it has.
    if (pair === undefined) continue;
    const { customerId, decrypted } = await firstCall({ ...partner, gatewayUrl: gatehouse.gatewayUrl });
    expect(JSON.parse(decrypted).id).toBe(customerId);
  }
}
