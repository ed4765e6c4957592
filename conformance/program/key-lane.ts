import { randomInt } from "node:crypto";
import type { DeskClient } from "@gatehouse/cli/quickstart/desk-client";
import type { CreatedProject } from "@gatehouse/cli/quickstart/onboard";

/** A pair and its request, made beforehand: making them takes longer than a round. */
export interface ReadyKey {
  readonly certificateRequest: string;
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

interface KeyAnswer {
  readonly key: { readonly id: string };
}

/** What the desk has acknowledged of one project, and the one thing that was asked last and may have happened or not. */
export interface Acknowledged {
  readonly clientKeys: Set<string>;
  readonly mastercardKeys: Map<string, ReadyKey>;
  readonly revoked: Set<string>;
  readonly compromised: Set<string>;
  readonly deletedCredentials: Set<string>;
  /** By credential: the newest secret. */
  readonly secrets: Map<string, string>;
  active: string;
  /** What the last request was about. */
  doubt: { readonly action: string; readonly id: string } | null;
}

type Step = (lane: Lane) => Promise<void>;

interface Lane {
  readonly desk: DeskClient;
  readonly at: string;
  readonly known: Acknowledged;
  readonly ready: ReadyKey[];
}

/**
 * Does one thing after the other to a project's keys and credentials until the program dies: adds, activates, revokes, reports, rotates,
 * deletes. Each is noted when it is asked for and again the moment it is acknowledged.
 *
 * @param acknowledged told of each change that the desk has acknowledged
 */
export async function liveUntilKilled(
  desk: DeskClient,
  created: CreatedProject,
  ready: readonly ReadyKey[],
  alive: () => Promise<boolean>,
  acknowledged: () => void,
): Promise<Acknowledged> {
  const [sandbox] = created.project.environments;
  const [clientKey, credential] = [sandbox?.clientEncryptionKeys[0]?.id, sandbox?.credentials[0]?.id];
  const first = sandbox?.mastercardEncryptionKeys[0]?.id;
  if (clientKey === undefined || credential === undefined || first === undefined) throw new Error("no keys");
  const known: Acknowledged = {
    clientKeys: new Set([clientKey]),
    mastercardKeys: new Map([[first, { certificateRequest: "", privateKey: created.privateKey }]]),
    revoked: new Set(),
    compromised: new Set(),
    deletedCredentials: new Set(),
    secrets: new Map([[credential, ""]]),
    active: first,
    doubt: null,
  };
  const lane = { desk, at: `/api/v1/projects/${created.project.id}`, known, ready: [...ready] };
  while (await alive()) {
    const step = STEPS[randomInt(STEPS.length)];
    // A refusal by the rules is no loss; a death in the middle leaves its doubt.
    await step?.(lane).then(
      () => {
        if (known.doubt !== null) acknowledged();
        known.doubt = null;
      },
      async () => {
        if (await alive()) known.doubt = null;
      },
    );
  }
  return known;
}

const STEPS: readonly Step[] = [
  addClientKey,
  addMastercardKey,
  addMastercardKey,
  activate,
  activate,
  revokeClientKey,
  revokeMastercardKey,
  reportClientKey,
  reportActiveKey,
  rotate,
  rotate,
  addCredential,
  deleteCredential,
];

async function addClientKey({ desk, at, known }: Lane): Promise<void> {
  known.doubt = { action: "add-client-key", id: "" };
  const { key } = await desk.post<KeyAnswer>(`${at}/environments/sandbox/client-encryption-keys`, {});
  known.clientKeys.add(key.id);
}

async function addMastercardKey({ desk, at, known, ready }: Lane): Promise<void> {
  const pair = ready.pop();
  if (pair === undefined) return;
  known.doubt = { action: "add-mastercard-key", id: "" };
  const { key } = await desk.post<KeyAnswer>(`${at}/environments/sandbox/mastercard-encryption-keys`, {
    alias: `key ${ready.length}`,
    certificateRequest: pair.certificateRequest,
  });
  known.mastercardKeys.set(key.id, pair);
}

async function activate({ desk, at, known }: Lane): Promise<void> {
  const id = pick([...known.mastercardKeys.keys()].filter((key) => !known.revoked.has(key)));
  if (id === undefined) return;
  known.doubt = { action: "activate", id };
  await desk.post(`${at}/mastercard-encryption-keys/${id}/activate`, {});
  known.active = id;
}

async function revokeClientKey({ desk, at, known }: Lane): Promise<void> {
  const id = pick([...known.clientKeys].filter((key) => !known.revoked.has(key)));
  if (id === undefined) return;
  known.doubt = { action: "revoke", id };
  await desk.post(`${at}/client-encryption-keys/${id}/revoke`, {});
  known.revoked.add(id);
}

async function revokeMastercardKey({ desk, at, known }: Lane): Promise<void> {
  const waiting = [...known.mastercardKeys.keys()].filter(
    (key) => key !== known.active && !known.revoked.has(key),
  );
  const id = pick(waiting);
  if (id === undefined) return;
  known.doubt = { action: "revoke", id };
  await desk.post(`${at}/mastercard-encryption-keys/${id}/revoke`, {});
  known.revoked.add(id);
}

async function reportClientKey({ desk, at, known }: Lane): Promise<void> {
  const id = pick([...known.clientKeys].filter((key) => !known.revoked.has(key)));
  if (id === undefined) return;
  known.doubt = { action: "compromised", id };
  const { successor } = await desk.post<{ successor: { id: string } }>(
    `${at}/client-encryption-keys/${id}/compromised`,
    {},
  );
  known.clientKeys.add(successor.id);
  known.revoked.add(id);
  known.compromised.add(id);
}

async function reportActiveKey({ desk, at, known, ready }: Lane): Promise<void> {
  const pair = ready.pop();
  if (pair === undefined) return;
  const id = known.active;
  known.doubt = { action: "compromised", id };
  const { successor } = await desk.post<{ successor: { id: string } }>(
    `${at}/mastercard-encryption-keys/${id}/compromised`,
    { successor: { alias: `heir ${ready.length}`, certificateRequest: pair.certificateRequest } },
  );
  known.mastercardKeys.set(successor.id, pair);
  known.revoked.add(id);
  known.compromised.add(id);
  known.active = successor.id;
}

async function rotate({ desk, at, known }: Lane): Promise<void> {
  const id = pick([...known.secrets.keys()]);
  if (id === undefined) return;
  known.doubt = { action: "rotate", id };
  const overlapHours = randomInt(2) * 24;
  const { partnerSecret } = await desk.post<{ partnerSecret: string }>(`${at}/credentials/${id}/rotate`, {
    overlapHours,
  });
  known.secrets.set(id, partnerSecret);
}

async function addCredential({ desk, at, known }: Lane): Promise<void> {
  known.doubt = { action: "add-credential", id: "" };
  const { credential } = await desk.post<{ credential: { id: string } }>(
    `${at}/environments/sandbox/credentials`,
    { description: "one more" },
  );
  known.secrets.set(credential.id, "");
}

async function deleteCredential({ desk, at, known }: Lane): Promise<void> {
  const id = known.secrets.size < 2 ? undefined : pick([...known.secrets.keys()]);
  if (id === undefined) return;
  known.doubt = { action: "delete-credential", id };
  await desk.delete(`${at}/credentials/${id}`);
  known.secrets.delete(id);
  known.deletedCredentials.add(id);
}

function pick<T>(among: readonly T[]): T | undefined {
  return among.length === 0 ? undefined : among[randomInt(among.length)];
}
