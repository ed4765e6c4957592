import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { decryptJwe } from "@gatehouse/payload-encryption/jwe/decrypt";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { findJweInBody } from "@gatehouse/payload-encryption/jwe/find-in-body";
import { parseCompactJwe } from "@gatehouse/payload-encryption/jwe/parse";
import { wrapJweInBody } from "@gatehouse/payload-encryption/jwe/wrap-in-body";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { Pool } from "undici";
import type { OnboardedPartner } from "../../apps/cli/src/quickstart/onboard.ts";

const FIELD = "encryptedData";
const AUTHENTICATION = "/aggregation/v2/partners/authentication";
const CALL = "/aggregation/v2/customers/testing";

export interface Outcome {
  readonly kind: "ok" | "failure" | "undecryptable";
  /** What came, where it was not well. */
  readonly says: string;
}

/**
 * A partner's program as it should be: it decrypts with the key that an answer names, of all that it holds; it encrypts with the newest
 * Client Encryption Key it was given, and logs in with the newest secret.
 */
export class PartnerProgram {
  readonly #gate: Pool;
  readonly #partnerId: string;
  readonly #appKey: string;
  readonly #name: string;
  readonly #privateKeys = new Map<string, KeyObject>();
  #clientKey: { readonly kid: string; readonly publicKey: KeyObject };
  #token = "";
  #calls = 0;
  readonly #out = new Set<Promise<Outcome>>();

  /** @param name of this program among those of the partner; goes into what it makes */
  constructor(partner: OnboardedPartner, name: string) {
    this.#name = name;
    this.#gate = new Pool(partner.gatewayUrl, { connections: 32 });
    this.#partnerId = partner.partnerId;
    this.#appKey = partner.appKey;
    this.#clientKey = keyOf(partner.clientEncryptionCertificate);
  }

  holdPrivateKey(kid: string, pkcs8: Uint8Array): void {
    this.#privateKeys.set(kid, createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }));
  }

  forgetPrivateKey(kid: string): void {
    this.#privateKeys.delete(kid);
  }

  /** @param certificatePem of the Client Encryption Key to use from the next call on */
  useClientKey(certificatePem: string): void {
    this.#clientKey = keyOf(certificatePem);
  }

  /** @returns the status of the log-in; a good one's token is used from the next call on */
  async logIn(partnerSecret: string): Promise<number> {
    const { status, text } = await this.#send(
      AUTHENTICATION,
      {},
      JSON.stringify({ partnerId: this.#partnerId, partnerSecret }),
    );
    if (status === 200) this.#token = (JSON.parse(text) as { token: string }).token;
    return status;
  }

  call(): Promise<Outcome> {
    const call = this.#call().finally(() => this.#out.delete(call));
    this.#out.add(call);
    return call;
  }

  /** Waits for the answers to the calls that are out now: after it nothing is on its way with what was replaced before. */
  async settled(): Promise<void> {
    await Promise.all(this.#out);
  }

  async close(): Promise<void> {
    await this.#gate.close();
  }

  async #call(): Promise<Outcome> {
    this.#calls += 1;
    const { kid, publicKey } = this.#clientKey;
    const customer = Buffer.from(JSON.stringify({ username: `${this.#name}-${this.#calls}` }));
    const body = wrapJweInBody(encryptJwe(customer, publicKey, { kid }), FIELD);
    try {
      const { status, text } = await this.#send(CALL, { "finicity-app-token": this.#token }, body);
      if (status !== 201) return { kind: "failure", says: `${status} ${text}` };
      return this.#read(text);
    } catch (error) {
      return { kind: "failure", says: error instanceof Error ? error.message : "unknown" };
    }
  }

  #read(text: string): Outcome {
    try {
      const jwe = parseCompactJwe(findJweInBody(Buffer.from(text), FIELD) ?? "");
      const key = this.#privateKeys.get(jwe.kid ?? "");
      if (key === undefined) return { kind: "undecryptable", says: `no key ${jwe.kid}` };
      const { id } = JSON.parse(decryptJwe(jwe, key).toString("utf8")) as { id?: unknown };
      return id === undefined ? { kind: "undecryptable", says: "no id" } : { kind: "ok", says: "" };
    } catch (error) {
      return { kind: "undecryptable", says: error instanceof Error ? error.message : "unknown" };
    }
  }

  async #send(path: string, more: Record<string, string>, body: string) {
    const response = await this.#gate.request({
      method: "POST",
      path,
      headers: { "content-type": "application/json", "finicity-app-key": this.#appKey, ...more },
      body,
    });
    return { status: response.statusCode, text: await response.body.text() };
  }
}

function keyOf(certificatePem: string): { kid: string; publicKey: KeyObject } {
  const { publicKey } = new X509Certificate(certificatePem);
  return { kid: keyIdOf(publicKey.export({ type: "spki", format: "der" })), publicKey };
}
