import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { keyIdOf } from "@gatehouse/payload-encryption/kid/forms";
import type { DeskClient } from "../../apps/cli/src/quickstart/desk-client.ts";
import { readSandbox, revokeUsedKey, waitInForce } from "../watched-project.ts";
import type { PartnerProgram } from "./partner-program.ts";

/** The three rotations as a partner's operations would do them, by the management API alone. */
export class Rotations {
  readonly #desk: DeskClient;
  readonly #project: string;
  readonly #program: PartnerProgram;
  #number = 0;

  constructor(desk: DeskClient, projectId: string, program: PartnerProgram) {
    this.#desk = desk;
    this.#project = `/api/v1/projects/${projectId}`;
    this.#program = program;
  }

  /** New pair, deployed; then activated; once that is in force the old one is revoked and forgotten. */
  async mastercardKey(): Promise<void> {
    const old = (await this.#environment()).mastercardEncryptionKeys.find(
      ({ status }) => status === "active",
    );
    this.#number += 1;
    const alias = `rotation-${this.#number}`;
    const pair = await generateRsaKeyPair(2048);
    const certificateRequest = await createCertificateRequest({ commonName: alias }, pair);
    this.#program.holdPrivateKey(keyIdOf(pair.publicKey), pair.privateKey);
    const path = `${this.#project}/environments/sandbox/mastercard-encryption-keys`;
    const { key } = await this.#desk.post<{ key: { id: string } }>(path, { alias, certificateRequest });
    await this.#desk.post(`${this.#project}/mastercard-encryption-keys/${key.id}/activate`, {});
    await this.#inForce();
    await this.#program.settled();
    if (old === undefined) return;
    await this.#desk.post(`${this.#project}/mastercard-encryption-keys/${old.id}/revoke`, {});
    this.#program.forgetPrivateKey(old.kid);
  }

  /** New key, used once it is in force; the old one is revoked when no call with it is out. */
  async clientKey(): Promise<void> {
    const old = (await this.#environment()).clientEncryptionKeys.filter(({ status }) => status === "active");
    const path = `${this.#project}/environments/sandbox/client-encryption-keys`;
    const { key } = await this.#desk.post<{ key: { id: string } }>(path, {});
    await this.#inForce();
    this.#program.useClientKey(
      await this.#desk.text(`${this.#project}/client-encryption-keys/${key.id}/certificate.pem`),
    );
    await this.#program.settled();
    for (const { id } of old) await revokeUsedKey(this.#desk, this.#project, id);
  }

  /** New secret with the usual overlap; the program logs in with it once it is in force. */
  async secret(): Promise<void> {
    const [credential] = (await this.#environment()).credentials;
    const path = `${this.#project}/credentials/${credential?.id}/rotate`;
    const { partnerSecret } = await this.#desk.post<{ partnerSecret: string }>(path, { overlapHours: 24 });
    await this.#inForce();
    const status = await this.#program.logIn(partnerSecret);
    if (status !== 200) throw new Error(`the new secret is refused: ${status}`);
  }

  #environment() {
    return readSandbox(this.#desk, this.#project);
  }

  #inForce(): Promise<void> {
    return waitInForce(this.#desk, this.#project, { gateways: 1, everyMs: 50 });
  }
}
