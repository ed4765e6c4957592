import { randomUUIDv7 } from "node:crypto";
import type { Custody } from "../custody/custody.ts";
import type { CredentialEntry, SecretVerifier } from "../key-book/entries.ts";
import { hashSecret } from "../key-book/secret-hash.ts";
import { newAppKey, newPartnerId, newPartnerSecret } from "./rules.ts";
import type { Credential } from "./store.ts";

/**
 * A new set of credentials, ready to be stored; slow work, so it comes before the transaction. The secrets are wrapped for Sandbox,
 * where they can be shown again.
 */
export async function makeCredential(
  deps: { readonly custody: Custody; readonly pepper: Buffer },
  of: {
    readonly projectId: string;
    readonly environmentId: string;
    readonly description: string;
    readonly now: Date;
  },
): Promise<Credential> {
  const id = randomUUIDv7();
  const secret = newPartnerSecret();
  const appKey = newAppKey();
  return {
    id,
    projectId: of.projectId,
    environmentId: of.environmentId,
    description: of.description,
    partnerId: newPartnerId(),
    appKeyHash: hashSecret(deps.pepper, "app-key", appKey),
    secrets: [secretVerifier(deps.pepper, secret)],
    wrappedAppKey: await deps.custody.wrap(Buffer.from(appKey), secretContext(id, "app-key")),
    wrappedSecret: await deps.custody.wrap(Buffer.from(secret), secretContext(id, "partner-secret")),
    version: 1,
    createdAt: of.now,
    deletedAt: null,
  };
}

export function secretContext(id: string, which: "app-key" | "partner-secret"): string {
  return `credential:${id}:${which}`;
}

/** A new secret of Gatehouse's own making, as gateways check it. */
export function secretVerifier(pepper: Buffer, secret: string): SecretVerifier {
  return {
    scheme: "hmac-sha-256",
    verifier: hashSecret(pepper, "partner-secret", secret).toString("base64"),
    notAfter: null,
  };
}

/** What gateways know of a set of credentials. */
export function credentialEntry(credential: Credential): CredentialEntry {
  return {
    kind: "credential",
    id: credential.id,
    environmentId: credential.environmentId,
    partnerId: credential.partnerId,
    appKeyHash: credential.appKeyHash.toString("base64"),
    secrets: credential.secrets,
    version: credential.version,
  };
}
