import { setTimeout as sleep } from "node:timers/promises";
import type { DeskClient } from "../apps/cli/src/quickstart/desk-client.ts";

interface Key {
  readonly id: string;
  readonly kid: string;
  readonly status: string;
}

interface Environment {
  readonly credentials: readonly { readonly id: string }[];
  readonly clientEncryptionKeys: readonly Key[];
  readonly mastercardEncryptionKeys: readonly Key[];
  readonly inForce: { readonly gateways: readonly { readonly applied: boolean }[] };
}

/** A project's Sandbox as the desk describes it, at the path `at`. */
export async function readSandbox(desk: DeskClient, at: string): Promise<Environment> {
  const { project } = await desk.get<{ project: { environments: Environment[] } }>(at);
  const [environment] = project.environments;
  if (environment === undefined) throw new Error("the project has no environment");
  return environment;
}

/** Waits until the desk says that the project's last change is in force on so many gateways; looks again every `everyMs`. */
export async function waitInForce(
  desk: DeskClient,
  at: string,
  { gateways, everyMs }: { readonly gateways: number; readonly everyMs: number },
): Promise<void> {
  for (;;) {
    const seen = (await readSandbox(desk, at)).inForce.gateways;
    if (seen.length === gateways && seen.every(({ applied }) => applied)) return;
    await sleep(everyMs);
  }
}

/** Revokes a Client Encryption Key as somebody does who has seen how much it is used. */
export async function revokeUsedKey(desk: DeskClient, at: string, keyId: string): Promise<void> {
  const { clientEncryptionKeys } = await desk.get<{
    clientEncryptionKeys: { id: string; calls: { day: number } }[];
  }>(`${at}/usage`);
  const day = clientEncryptionKeys.find(({ id }) => id === keyId)?.calls.day ?? 0;
  await desk.post(`${at}/client-encryption-keys/${keyId}/revoke`, day === 0 ? {} : { confirmCalls: day });
}
