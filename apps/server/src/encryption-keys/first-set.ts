import type { CertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import type { AuditEvent } from "../audit/append.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import { credentialEntry, type MadeCredential, makeCredential } from "../credentials/make-credential.ts";
import type { Custody } from "../custody/custody.ts";
import type { KeyBookEntry } from "../key-book/entries.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import type { Environment } from "../projects/store.ts";
import { clientKeyEntry, makeClientKey } from "./make-client-key.ts";
import { makeMastercardKey, mastercardKeyEntry } from "./make-mastercard-key.ts";
import type { ClientEncryptionKey, MastercardEncryptionKey } from "./store.ts";

export interface FirstSetDeps {
  readonly custody: Custody;
  readonly authority: CertificateAuthority;
  readonly pepper: Buffer;
  readonly providerName: string;
}

/** What an environment begins with. */
export interface FirstSet {
  readonly environment: Environment;
  readonly credential: MadeCredential;
  readonly clientKey: ClientEncryptionKey | null;
  readonly mastercardKey: MastercardEncryptionKey | null;
}

/** Credentials and keys of a new environment; slow work, so it comes before the transaction. */
export async function makeFirstSet(
  deps: FirstSetDeps,
  of: {
    readonly environment: Environment;
    readonly description: string;
    /** The partner; null: the person has no company, and gets no Client Encryption Key. */
    readonly company: { readonly name: string; readonly encryptionKeysEnabled: boolean } | null;
    readonly key: { readonly alias: string; readonly request: CertificateRequest } | null;
    readonly policy: KeyPolicy;
    readonly now: Date;
  },
): Promise<FirstSet> {
  const { environment, company, policy, now } = of;
  const { projectId } = environment;
  const place = { projectId, environmentId: environment.id };
  const subject = `${deps.providerName} ${projectId}`.slice(0, 64);
  // What is wrapped comes last: the less time until it is stored, the less likely its master key is retired meanwhile.
  const mastercardKey =
    of.key === null
      ? null
      : await makeMastercardKey(deps.authority, {
          ...place,
          ...of.key,
          organization: company?.name ?? null,
          active: true,
          policy,
          now,
        });
  const clientKey =
    company?.encryptionKeysEnabled === true
      ? await makeClientKey(deps, { ...place, subject, policy, now })
      : null;
  const { type } = environment;
  const credential = await makeCredential(deps, { ...place, type, description: of.description, now });
  return { environment, credential, clientKey, mastercardKey };
}

/** All of it as gateways are told of it. */
export function entriesOf({ environment, credential, clientKey, mastercardKey }: FirstSet): KeyBookEntry[] {
  return [
    environmentEntry(environment),
    credentialEntry(credential.credential),
    ...(clientKey === null ? [] : [clientKeyEntry(clientKey)]),
    ...(mastercardKey === null ? [] : [mastercardKeyEntry(mastercardKey)]),
  ];
}

/** What the trail says of the credentials and keys. */
export function eventsOf({
  environment,
  credential: made,
  clientKey,
  mastercardKey,
}: FirstSet): AuditEvent[] {
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
