import { createPrivateKey, createPublicKey } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import { DeskClient } from "../../apps/cli/src/quickstart/desk-client.ts";
import {
  collect,
  createProject,
  type OnboardedPartner,
  signUp,
} from "../../apps/cli/src/quickstart/onboard.ts";
import { PartnerProgram } from "../rotation/partner-program.ts";
import { readSandbox, revokeUsedKey, waitInForce } from "../watched-project.ts";
import { kidOfAnswer, statusOfCall, tokenFor } from "./probe.ts";

/** One change: how long until it was said to be in force everywhere, and how many gateways went on as before after that. */
export interface Change {
  readonly ms: number;
  readonly accepted: number;
}

const LOOK_AGAIN_MS = 20;

/** A partner whose keys and credentials are changed, one change after the other. */
export class Lane {
  readonly #desk: DeskClient;
  readonly #gateways: readonly string[];
  readonly #partner: OnboardedPartner;
  readonly #at: string;
  #certificate: string;

  private constructor(desk: DeskClient, gateways: readonly string[], partner: OnboardedPartner) {
    this.#desk = desk;
    this.#gateways = gateways;
    this.#partner = partner;
    this.#at = `/api/v1/projects/${partner.projectId}`;
    this.#certificate = partner.clientEncryptionCertificate;
  }

  static async open(portalUrl: string, gateways: readonly string[]): Promise<Lane> {
    const desk = new DeskClient(portalUrl);
    const lane = new Lane(desk, gateways, await collect(desk, await createProject(desk, await signUp(desk))));
    const pair = await generateRsaKeyPair(2048);
    const certificateRequest = await createCertificateRequest({ commonName: "second" }, pair);
    const path = `${lane.#at}/environments/sandbox/mastercard-encryption-keys`;
    await desk.post(path, { alias: "second", certificateRequest });
    await lane.#inForce();
    return lane;
  }

  /** The partner's program, logged in at one gateway. */
  async program(gatewayUrl: string): Promise<PartnerProgram> {
    const { privateKey, partnerSecret } = this.#partner;
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
    const kid = keyIdOf(createPublicKey(key).export({ type: "spki", format: "der" }));
    const program = new PartnerProgram({ ...this.#partner, gatewayUrl }, "program");
    program.holdPrivateKey(kid, privateKey);
    await program.logIn(partnerSecret);
    return program;
  }

  /** The inactive Mastercard Encryption Key is activated; afterwards no answer may be encrypted with the other. */
  async activate(): Promise<Change> {
    const { mastercardEncryptionKeys: keys } = await this.#environment();
    const next = keys.find(({ status }) => status === "inactive");
    if (next === undefined) throw new Error("there is no key to activate");
    const token = await tokenFor(this.#gateways[0] ?? "", this.#partner);
    const ms = await this.#timed(() =>
      this.#desk.post(`${this.#at}/mastercard-encryption-keys/${next.id}/activate`, {}),
    );
    const kids = await Promise.all(
      this.#gateways.map((url) => kidOfAnswer(url, this.#partner.appKey, token)),
    );
    return { ms, accepted: kids.filter((kid) => kid !== next.kid).length };
  }

  /** A Client Encryption Key that has a successor is revoked; afterwards no request encrypted with it may be taken. */
  async revoke(): Promise<Change> {
    const { clientEncryptionKeys: keys } = await this.#environment();
    const old = keys.find(({ status }) => status === "active");
    if (old === undefined) throw new Error("there is no key to revoke");
    const oldCertificate = this.#certificate;
    const path = `${this.#at}/environments/sandbox/client-encryption-keys`;
    const { key } = await this.#desk.post<{ key: { id: string } }>(path, {});
    this.#certificate = await this.#desk.text(`${this.#at}/client-encryption-keys/${key.id}/certificate.pem`);
    await this.#inForce();
    const token = await tokenFor(this.#gateways[0] ?? "", this.#partner);
    const ms = await this.#timed(() => revokeUsedKey(this.#desk, this.#at, old.id));
    const call = (url: string, certificate: string) =>
      statusOfCall(url, this.#partner.appKey, token, certificate);
    const statuses = await Promise.all(this.#gateways.map((url) => call(url, oldCertificate)));
    const good = await call(this.#gateways[0] ?? "", this.#certificate);
    if (good !== 201) throw new Error(`the successor is refused: ${good}`);
    return { ms, accepted: statuses.filter((status) => status !== 400).length };
  }

  /** A further set of credentials is deleted; afterwards neither it nor its tokens may open anything. */
  async remove(): Promise<Change> {
    const path = `${this.#at}/environments/sandbox/credentials`;
    const { credential } = await this.#desk.post<{ credential: { id: string } }>(path, { description: "" });
    const at = `${this.#at}/credentials/${credential.id}`;
    const secrets = await this.#desk.post<{ partnerId: string; partnerSecret: string; appKey: string }>(
      `${at}/reveal`,
      {},
    );
    await this.#inForce();
    const token = await tokenFor(this.#gateways[0] ?? "", secrets);
    const ms = await this.#timed(() => this.#desk.delete(at));
    const statuses = await Promise.all(
      this.#gateways.map((url) => statusOfCall(url, secrets.appKey, token, null)),
    );
    return { ms, accepted: statuses.filter((status) => status !== 401).length };
  }

  /** From the answer of the desk until it says that the change is in force on every gateway. */
  async #timed(change: () => Promise<unknown>): Promise<number> {
    await change();
    const start = performance.now();
    await this.#inForce();
    return performance.now() - start;
  }

  #environment() {
    return readSandbox(this.#desk, this.#at);
  }

  #inForce(): Promise<void> {
    return waitInForce(this.#desk, this.#at, { gateways: this.#gateways.length, everyMs: LOOK_AGAIN_MS });
  }
}
