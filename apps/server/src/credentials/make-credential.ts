import { randomUUIDv7 } from "node:crypto";
import type { Custody } from "../custody/custody.ts";
import type { CredentialEntry, SecretVerifier } from "../key-book/entries.ts";
import { hashSecret } from "../key-book/secret-hash.ts";
import type { Environment } from "../projects/store.ts";
import { newAppKey, newPartnerId, newPartnerSecret } from "./rules.ts";
import type { Credential } from "./store.ts";

/** A set of credentials with its secrets in the clear, for whoever has just asked for it. */
export interface MadeCredential {
  readonly credential: Credential;
  readonly partnerSecret: string;
  readonly appKey: string;
}

/**
 * A new set of credentials, ready to be stored; slow work, so it comes before the transaction. The secrets are wrapped for Sandbox,
 * where they can be shown again; those of Production are known to nobody once this answer is gone.
 */
export async function makeCredential(
  deps: { readonly custody: Custody; readonly pepper: Buffer },
  of: {
    readonly projectId: string;
    readonly environmentId: string;
    readonly type: Environment["type"];
    readonly description: string;
    readonly now: Date;
  },
): Promise<MadeCredential> {
  const id = randomUUIDv7();
  const secret = newPartnerSecret();
  const appKey = newAppKey();
  const wrapped = async (value: string, which: "app-key" | "partner-secret") =>
    of.type === "production" ? null : deps.custody.wrap(Buffer.from(value), secretContext(id, which));
  const credential = {
    id,
    projectId: of.projectId,
    environmentId: of.environmentId,
    description: of.description,
    partnerId: newPartnerId(),
    appKeyHash: hashSecret(deps.pepper, "app-key", appKey),
    secrets: [secretVerifier(deps.pepper, secret)],
    wrappedAppKey: await wrapped(appKey, "app-key"),
    wrappedSecret: await wrapped(secret, "partner-secret"),
    version: 1,
    createdAt: of.now,
    deletedAt: null,
  };
  return { credential, partnerSecret: secret, appKey };
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
