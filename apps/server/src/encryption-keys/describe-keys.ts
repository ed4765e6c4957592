import { encodePem } from "@gatehouse/keystore/pem/encode";
import { z } from "zod";
import { ability, abilityAnswer } from "../http/ability.ts";
import type { ProjectRole } from "../permissions.ts";
import {
  clientKeyStatus,
  DESTROYED_AFTER_MS,
  mastercardKeyStatus,
  nextReminder,
  whyNotActivate,
  whyNotRevokeClientKey,
  whyNotRevokeMastercardKey,
} from "./rules.ts";
import type { Activation, ClientEncryptionKey, MastercardEncryptionKey } from "./store.ts";

const keyAnswer = {
  id: z.uuid(),
  kid: z.string().describe("Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER."),
  fingerprints: z.object({
    certificateSha256: z.string(),
    certificateSha1: z.string(),
    spkiSha256: z.string(),
  }),
  bits: z.number().int(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  fileName: z.string(),
  compromised: z.boolean().describe("Was it revoked because it may be known to others?"),
  nextReminderAt: z.iso.datetime().nullable().describe("When the members are next reminded of its expiry."),
};

export const clientKeyAnswer = z.object({
  ...keyAnswer,
  status: z.enum(["active", "expired", "revoked"]),
  revokedAt: z.iso.datetime().nullable(),
  destroyedAt: z.iso
    .datetime()
    .nullable()
    .describe("When the private half of a revoked key is destroyed, or was; null while the key is in use."),
  can: z.object({ revoke: abilityAnswer, reportCompromised: abilityAnswer }),
});

export const mastercardKeyAnswer = z.object({
  ...keyAnswer,
  alias: z.string(),
  status: z.enum(["active", "inactive", "expired", "revoked"]),
  revokedAt: z.iso.datetime().nullable(),
  activations: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime().nullable() })),
  provenAt: z.iso
    .datetime()
    .nullable()
    .describe("When somebody last showed that they hold the private half."),
  provenFrom: z.string().nullable().describe("The address that came from."),
  can: z.object({
    rehearse: abilityAnswer,
    activate: abilityAnswer,
    rename: abilityAnswer,
    revoke: abilityAnswer,
    reportCompromised: abilityAnswer,
  }),
});

function describe(key: ClientEncryptionKey | MastercardEncryptionKey, fileName: string, now: Date) {
  return {
    id: key.id,
    kid: key.kid,
    fingerprints: {
      certificateSha256: key.certificateSha256,
      certificateSha1: key.certificateSha1,
      spkiSha256: key.kid,
    },
    bits: key.bits,
    notBefore: key.notBefore.toISOString(),
    notAfter: key.notAfter.toISOString(),
    createdAt: key.createdAt.toISOString(),
    fileName,
    compromised: key.compromisedAt !== null,
    nextReminderAt: nextReminder(key, now)?.toISOString() ?? null,
  };
}

/** Who looks, and when. */
export interface Seen {
  readonly role: ProjectRole;
  readonly now: Date;
}

/** @param all the environment's Client Encryption Keys, `key` among them */
export function describeClientKey(
  key: ClientEncryptionKey,
  all: readonly ClientEncryptionKey[],
  downloadPrefix: string,
  { role, now }: Seen,
): z.infer<typeof clientKeyAnswer> {
  const { revokedAt } = key;
  return {
    ...describe(key, clientKeyFileName(key, downloadPrefix), now),
    status: clientKeyStatus(key, now),
    revokedAt: revokedAt?.toISOString() ?? null,
    destroyedAt: revokedAt === null ? null : new Date(revokedAt.getTime() + DESTROYED_AFTER_MS).toISOString(),
    can: {
      revoke: ability(role, "key.revoke", whyNotRevokeClientKey(key, all, now)),
      reportCompromised: ability(role, "key.revoke", revokedAt === null ? null : "key-revoked"),
    },
  };
}

export function describeMastercardKey(
  key: MastercardEncryptionKey,
  activations: readonly Activation[],
  projectSlug: string,
  { role, now }: Seen,
): z.infer<typeof mastercardKeyAnswer> {
  return {
    ...describe(key, `${projectSlug}-SANDBOX-mastercard-encryption-key.p12`, now),
    alias: key.alias,
    status: mastercardKeyStatus(key, now),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    activations: activations
      .filter((activation) => activation.keyId === key.id)
      .map(({ from, to }) => ({ from: from.toISOString(), to: to?.toISOString() ?? null })),
    provenAt: key.provenAt?.toISOString() ?? null,
    provenFrom: key.provenFrom,
    can: {
      rehearse: ability(role, "key.activate", whyNotActivate(key, now)),
      activate: ability(role, "key.activate", key.active ? "already-active" : whyNotActivate(key, now)),
      rename: ability(role, "key.rename"),
      revoke: ability(role, "key.revoke", whyNotRevokeMastercardKey(key)),
      reportCompromised: ability(role, "key.revoke", key.revokedAt === null ? null : "key-revoked"),
    },
  };
}

export function clientKeyFileName(key: ClientEncryptionKey, downloadPrefix: string): string {
  return `${downloadPrefix}ClientEnc${Math.floor(key.createdAt.getTime() / 1_000)}.pem`;
}

export function certificatePem(der: Uint8Array): string {
  return encodePem("CERTIFICATE", der);
}
