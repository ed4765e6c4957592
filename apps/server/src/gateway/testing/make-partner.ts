import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomInt,
  randomUUIDv7,
} from "node:crypto";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import type {
  ClientEncryptionKeyEntry,
  CredentialEntry,
  EnvironmentEntry,
  KeyBookEntry,
  MastercardEncryptionKeyEntry,
} from "../../key-book/entries.ts";
import { hashSecret } from "../../key-book/secret-hash.ts";
import { fakeWrap } from "./fake-custody.ts";

/** An RSA pair; `certificateSha256` is random unless there is a certificate. */
export interface TestPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly kid: string;
  readonly certificateSha256: string;
}

/** One partner with all it has, and what the key book says of it. */
export interface TestPartner {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
  readonly environment: EnvironmentEntry;
  readonly credential: CredentialEntry;
  readonly clientKey: ClientEncryptionKeyEntry;
  readonly clientPair: TestPair;
  readonly mastercardKey: MastercardEncryptionKeyEntry;
  readonly mastercardPair: TestPair;
  readonly entries: readonly KeyBookEntry[];
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

/** @param privateKeyPem PKCS#8, where a pair is at hand: making one takes a tenth of a second */
export function makePair(more: { privateKeyPem?: string; certificateDer?: Uint8Array } = {}): TestPair {
  const privateKey =
    more.privateKeyPem === undefined
      ? generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey
      : createPrivateKey(more.privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey,
    privateKey,
    kid: keyIdOf(publicKey.export({ type: "spki", format: "der" })),
    certificateSha256: createHash("sha256")
      .update(more.certificateDer ?? randomBytes(32))
      .digest("hex"),
  };
}

export function clientKeyEntry(environmentId: string, pair: TestPair): ClientEncryptionKeyEntry {
  const id = randomUUIDv7();
  return {
    kind: "client-encryption-key",
    ...publicFacts(id, environmentId, pair),
    privateKey: fakeWrap(
      pair.privateKey.export({ type: "pkcs8", format: "der" }),
      `client-encryption-key:${id}`,
    ),
  };
}

export function mastercardKeyEntry(environmentId: string, pair: TestPair): MastercardEncryptionKeyEntry {
  return {
    kind: "mastercard-encryption-key",
    ...publicFacts(randomUUIDv7(), environmentId, pair),
    publicKey: pair.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    active: true,
  };
}

function publicFacts(id: string, environmentId: string, pair: TestPair) {
  return {
    id,
    environmentId,
    kid: pair.kid,
    certificateSha256: pair.certificateSha256,
    notAfter: new Date(Date.now() + YEAR_MS).toISOString(),
    revokedAt: null,
  };
}

export interface PartnerOptions {
  readonly pepper: Buffer;
  readonly payload?: Partial<EnvironmentEntry["payload"]>;
  readonly projectId?: string;
  readonly clientPair?: TestPair;
  readonly mastercardPair?: TestPair;
}

/** A partner in a Sandbox environment of its own. */
export function makePartner(options: PartnerOptions): TestPartner {
  const clientPair = options.clientPair ?? makePair();
  const mastercardPair = options.mastercardPair ?? makePair();
  const environment: EnvironmentEntry = {
    kind: "environment",
    id: randomUUIDv7(),
    projectId: options.projectId ?? randomUUIDv7(),
    type: "sandbox",
    plan: "test-drive",
    status: "active",
    upstream: { kind: "test-drive" },
    payload: {
      policy: "mirror",
      requestField: "encryptedData",
      responseField: "encryptedData",
      fieldLevel: true,
      ...options.payload,
    },
  };
  const partnerId = `2445${String(randomInt(1_000_000_000)).padStart(9, "0")}`;
  const partnerSecret = `a1${randomBytes(11).toString("hex")}`;
  const appKey = randomBytes(16).toString("hex");
  const credential: CredentialEntry = {
    kind: "credential",
    id: randomUUIDv7(),
    environmentId: environment.id,
    partnerId,
    appKeyHash: hashSecret(options.pepper, "app-key", appKey).toString("base64"),
    secrets: [hmacVerifier(options.pepper, partnerSecret)],
    version: 1,
  };
  const clientKey = clientKeyEntry(environment.id, clientPair);
  const mastercardKey = mastercardKeyEntry(environment.id, mastercardPair);
  return {
    partnerId,
    partnerSecret,
    appKey,
    environment,
    credential,
    clientKey,
    clientPair,
    mastercardKey,
    mastercardPair,
    entries: [environment, credential, clientKey, mastercardKey],
  };
}

export function hmacVerifier(pepper: Buffer, secret: string) {
  return {
    scheme: "hmac-sha-256" as const,
    verifier: hashSecret(pepper, "partner-secret", secret).toString("base64"),
    notAfter: null,
  };
}
