import { randomUUIDv7 } from "node:crypto";
import type { CertificateRequest } from "@gatehouse/keystore/pkcs10/parse-request";
import { checkAlias } from "@gatehouse/keystore/pkcs12/check-alias";
import { z } from "zod";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { MastercardEncryptionKeyEntry } from "../key-book/entries.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { certificateFacts } from "./certificate-facts.ts";
import type { MastercardEncryptionKey } from "./store.ts";

export const aliasField = z
  .string("Give the key an alias.")
  .max(256, "An alias has at most 64 characters.")
  .superRefine((alias, context) => {
    const refusal = checkAlias(alias);
    if (refusal !== null) context.addIssue(refusal);
  });

export const certificateRequestField = z
  .string("Give the certificate signing request as PEM.")
  .min(1, "Give the certificate signing request as PEM.")
  .max(16_384, "A certificate signing request has at most 16,384 characters.");

/**
 * A new Mastercard Encryption Key from a partner's certificate signing request, which has been checked: certified, ready to be stored. The
 * private half is the partner's and never comes here.
 */
export async function makeMastercardKey(
  authority: CertificateAuthority,
  of: {
    readonly projectId: string;
    readonly environmentId: string;
    readonly alias: string;
    readonly request: CertificateRequest;
    /** Of the account's company; goes into the certificate. */
    readonly organization: string | null;
    readonly active: boolean;
    readonly policy: KeyPolicy;
    readonly now: Date;
  },
): Promise<MastercardEncryptionKey> {
  const { request } = of;
  const subject = {
    commonName: request.commonName,
    ...(of.organization === null ? {} : { organization: [...of.organization].slice(0, 64).join("") }),
  };
  const certificate = await authority.issue(
    subject,
    request.publicKey.spki,
    of.now,
    of.policy.mastercardKeyDays,
  );
  return {
    id: randomUUIDv7(),
    projectId: of.projectId,
    environmentId: of.environmentId,
    ...certificateFacts(certificate),
    alias: of.alias,
    publicKey: Buffer.from(request.publicKey.spki),
    active: of.active,
    createdAt: of.now,
    revokedAt: null,
    compromisedAt: null,
    provenAt: null,
    provenFrom: null,
  };
}

/** What gateways know of it. */
export function mastercardKeyEntry(key: MastercardEncryptionKey): MastercardEncryptionKeyEntry {
  return {
    kind: "mastercard-encryption-key",
    id: key.id,
    environmentId: key.environmentId,
    kid: key.kid,
    certificateSha256: key.certificateSha256,
    notAfter: key.notAfter.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    publicKey: key.publicKey.toString("base64"),
    active: key.active,
  };
}
