import { encodePem } from "@gatehouse/keystore/pem/encode";
import { z } from "zod";
import { ability, abilityAnswer, type Standing } from "../http/ability.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { slugOf } from "../projects/rules.ts";
import type { Environment } from "../projects/store.ts";
import {
  clientKeyStatus,
  destructionOf,
  mastercardKeyStatus,
  nextReminder,
  whyNotActivate,
  whyNotActivateUnproven,
  whyNotReportClientKey,
  whyNotRestore,
  whyNotRevokeClientKey,
  whyNotRevokeMastercardKey,
  whyNotSchedule,
} from "./rules.ts";
import type { Schedule } from "./schedule-store.ts";
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
  restorable: z.boolean().describe("Is it revoked, and can the provider still bring it back?"),
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
  schedule: z
    .object({
      at: z.iso.datetime(),
      scheduledBy: z.string(),
      scheduledAt: z.iso.datetime(),
      outcome: z.enum(["activated", "cancelled", "replaced", "refused"]).nullable(),
      reason: z.string().nullable().describe("Why it was refused, in a word of the catalogue of problems."),
    })
    .nullable()
    .describe("The scheduled activation that was made last; without an outcome it is still to come."),
  can: z.object({
    rehearse: abilityAnswer,
    activate: abilityAnswer,
    schedule: abilityAnswer,
    cancelSchedule: abilityAnswer,
    rename: abilityAnswer,
    revoke: abilityAnswer,
    reportCompromised: abilityAnswer,
  }),
});

function describe(
  key: ClientEncryptionKey | MastercardEncryptionKey,
  fileName: string,
  { now, policy }: Seen,
) {
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
    nextReminderAt: nextReminder(key, now, policy)?.toISOString() ?? null,
  };
}

/** Who looks, when, and the policy in force. */
export interface Seen {
  readonly standing: Standing;
  readonly now: Date;
  readonly policy: KeyPolicy;
}

/** @param all the environment's Client Encryption Keys, `key` among them */
export function describeClientKey(
  key: ClientEncryptionKey,
  all: readonly ClientEncryptionKey[],
  downloadPrefix: string,
  seen: Seen,
): z.infer<typeof clientKeyAnswer> {
  const { standing, now, policy } = seen;
  const { revokedAt } = key;
  return {
    ...describe(key, clientKeyFileName(key, downloadPrefix), seen),
    status: clientKeyStatus(key, now),
    revokedAt: revokedAt?.toISOString() ?? null,
    destroyedAt:
      revokedAt === null ? null : (key.destroyAt ?? destructionOf(revokedAt, policy)).toISOString(),
    restorable: whyNotRestore(key, now) === null,
    can: {
      revoke: ability(standing, "key.revoke", whyNotRevokeClientKey(key, all, now)),
      reportCompromised: ability(standing, "key.report-compromised", whyNotReportClientKey(key)),
    },
  };
}

/** What has happened to an environment's Mastercard Encryption Keys, and what is to happen. */
export interface KeyHistory {
  readonly activations: readonly Activation[];
  /** The latest of each. */
  readonly schedules: readonly Schedule[];
}

export function describeMastercardKey(
  key: MastercardEncryptionKey,
  { activations, schedules }: KeyHistory,
  fileName: string,
  seen: Seen,
): z.infer<typeof mastercardKeyAnswer> {
  const { standing, now, policy } = seen;
  const unproven = whyNotActivateUnproven(key, policy);
  const refused = whyNotActivate(key, now) ?? unproven;
  const schedule = schedules.find(({ keyId }) => keyId === key.id) ?? null;
  return {
    ...describe(key, fileName, seen),
    alias: key.alias,
    status: mastercardKeyStatus(key, now),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    activations: activations
      .filter((activation) => activation.keyId === key.id)
      .map(({ from, to }) => ({ from: from.toISOString(), to: to?.toISOString() ?? null })),
    provenAt: key.provenAt?.toISOString() ?? null,
    provenFrom: key.provenFrom,
    schedule:
      schedule === null
        ? null
        : {
            at: schedule.at.toISOString(),
            scheduledBy: schedule.scheduledBy,
            scheduledAt: schedule.scheduledAt.toISOString(),
            outcome: schedule.outcome,
            reason: schedule.reason,
          },
    can: {
      rehearse: ability(standing, "key.activate", whyNotActivate(key, now)),
      activate: ability(standing, "key.activate", key.active ? "already-active" : refused),
      schedule: ability(standing, "key.activate", whyNotSchedule(key, now) ?? unproven),
      cancelSchedule: ability(
        standing,
        "key.activate",
        schedule?.endedAt === null ? null : "nothing-scheduled",
      ),
      rename: ability(standing, "key.rename"),
      revoke: ability(standing, "key.revoke", whyNotRevokeMastercardKey(key)),
      reportCompromised: ability(
        standing,
        "key.report-compromised",
        key.revokedAt === null ? null : "key-revoked",
      ),
    },
  };
}

/** As the developers' portal of the provider names these files, e.g. `payroll-SANDBOX-mastercard-encryption-key.p12`. */
export function mastercardKeyFileName(
  projectName: string,
  environment: Environment["type"],
  ending: "p12" | "pem",
): string {
  return `${slugOf(projectName)}-${environment.toUpperCase()}-mastercard-encryption-key.${ending}`;
}

export function clientKeyFileName(key: ClientEncryptionKey, downloadPrefix: string): string {
  return `${downloadPrefix}ClientEnc${Math.floor(key.createdAt.getTime() / 1_000)}.pem`;
}

export function certificatePem(der: Uint8Array): string {
  return encodePem("CERTIFICATE", der);
}
