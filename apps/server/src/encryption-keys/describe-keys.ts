import { encodePem } from "@gatehouse/keystore/pem/encode";
import { z } from "zod";
import { clientKeyStatus, mastercardKeyStatus } from "./rules.ts";
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
};

export const clientKeyAnswer = z.object({ ...keyAnswer, status: z.enum(["active", "expired", "revoked"]) });

export const mastercardKeyAnswer = z.object({
  ...keyAnswer,
  alias: z.string(),
  status: z.enum(["active", "inactive", "expired", "revoked"]),
  activations: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime().nullable() })),
});

function describe(key: ClientEncryptionKey | MastercardEncryptionKey, fileName: string) {
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
  };
}

export function describeClientKey(
  key: ClientEncryptionKey,
  downloadPrefix: string,
  now: Date,
): z.infer<typeof clientKeyAnswer> {
  return { ...describe(key, clientKeyFileName(key, downloadPrefix)), status: clientKeyStatus(key, now) };
}

export function describeMastercardKey(
  key: MastercardEncryptionKey,
  activations: readonly Activation[],
  projectSlug: string,
  now: Date,
): z.infer<typeof mastercardKeyAnswer> {
  return {
    ...describe(key, `${projectSlug}-SANDBOX-mastercard-encryption-key.p12`),
    alias: key.alias,
    status: mastercardKeyStatus(key, now),
    activations: activations
      .filter((activation) => activation.keyId === key.id)
      .map(({ from, to }) => ({ from: from.toISOString(), to: to?.toISOString() ?? null })),
  };
}

export function clientKeyFileName(key: ClientEncryptionKey, downloadPrefix: string): string {
  return `${downloadPrefix}ClientEnc${Math.floor(key.createdAt.getTime() / 1_000)}.pem`;
}

export function certificatePem(der: Uint8Array): string {
  return encodePem("CERTIFICATE", der);
}
