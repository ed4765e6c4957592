import { randomUUIDv7 } from "node:crypto";
import type { CertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { type AuditEvent, appendAudit } from "../audit/append.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Company } from "../companies/store.ts";
import { credentialEntry, type MadeCredential, makeCredential } from "../credentials/make-credential.ts";
import { insertCredential } from "../credentials/store.ts";
import type { Custody } from "../custody/custody.ts";
import type { Transaction } from "../database/database.ts";
import { clientKeyEntry, makeClientKey } from "../encryption-keys/make-client-key.ts";
import { makeMastercardKey, mastercardKeyEntry } from "../encryption-keys/make-mastercard-key.ts";
import {
  type ClientEncryptionKey,
  insertClientKey,
  insertMastercardKey,
  type MastercardEncryptionKey,
} from "../encryption-keys/store.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import type { Environment, Project } from "../projects/store.ts";
import type { Plan } from "./rules.ts";

export interface MakeProductionDeps {
  readonly custody: Custody;
  readonly authority: CertificateAuthority;
  readonly pepper: Buffer;
  readonly providerName: string;
}

export interface MadeProduction {
  readonly environment: Environment;
  readonly credential: MadeCredential;
  readonly clientKey: ClientEncryptionKey | null;
  readonly mastercardKey: MastercardEncryptionKey | null;
}

/** A Production environment with credentials and keys, pending; slow work, so it comes before the transaction. */
export async function makeProduction(
  deps: MakeProductionDeps,
  of: {
    readonly project: Project;
    readonly plan: Plan;
    readonly description: string;
    readonly company: Company;
    readonly key: { readonly alias: string; readonly request: CertificateRequest } | null;
    readonly policy: KeyPolicy;
    readonly now: Date;
  },
): Promise<MadeProduction> {
  const { policy, now } = of;
  const environment: Environment = {
    id: randomUUIDv7(),
    projectId: of.project.id,
    type: "production",
    plan: of.plan,
    status: "pending",
    payloadPolicy: "mirror",
    createdAt: now,
    endsAt: null,
    products: null,
    upstreamUrl: null,
    suspendedFrom: null,
  };
  const place = { projectId: of.project.id, environmentId: environment.id };
  const subject = `${deps.providerName} ${of.project.id}`.slice(0, 64);
  return {
    environment,
    credential: await makeCredential(deps, {
      ...place,
      type: environment.type,
      description: of.description,
      now,
    }),
    clientKey: of.company.encryptionKeysEnabled
      ? await makeClientKey(deps, { ...place, subject, policy, now })
      : null,
    mastercardKey:
      of.key === null
        ? null
        : await makeMastercardKey(deps.authority, {
            ...place,
            ...of.key,
            organization: of.company.name,
            active: true,
            policy,
            now,
          }),
  };
}

/**
 * Stores credentials and keys of an environment that is stored already, and tells the gateways of all of it: the last that a transaction does.
 */
export async function storeProduction(
  tx: Transaction,
  who: Pick<Who, "origin" | "now">,
  made: MadeProduction,
): Promise<void> {
  const { environment, clientKey, mastercardKey } = made;
  const { credential } = made.credential;
  await insertCredential(tx, credential);
  if (clientKey !== null) await insertClientKey(tx, clientKey);
  if (mastercardKey !== null) await insertMastercardKey(tx, mastercardKey);
  await appendAudit(tx, who.origin, who.now, eventsOf(made));
  await publish(tx, [
    environmentEntry(environment),
    credentialEntry(credential),
    ...(clientKey === null ? [] : [clientKeyEntry(clientKey)]),
    ...(mastercardKey === null ? [] : [mastercardKeyEntry(mastercardKey)]),
  ]);
}

function eventsOf({ environment, credential: made, clientKey, mastercardKey }: MadeProduction): AuditEvent[] {
  const { projectId } = environment;
  const { id, partnerId } = made.credential;
  const events: AuditEvent[] = [
    { projectId, action: "credential.created", subject: `credential:${id}`, after: { partnerId } },
  ];
  if (clientKey !== null) {
    const subject = `client-encryption-key:${clientKey.id}`;
    events.push({
      projectId,
      action: "client-encryption-key.created",
      subject,
      after: { kid: clientKey.kid },
    });
  }
  if (mastercardKey !== null) {
    const { alias, kid, active } = mastercardKey;
    const subject = `mastercard-encryption-key:${mastercardKey.id}`;
    events.push({
      projectId,
      action: "mastercard-encryption-key.added",
      subject,
      after: { alias, kid, active },
    });
  }
  return events;
}
