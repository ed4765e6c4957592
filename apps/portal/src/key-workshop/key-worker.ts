import { type KeyFormat, writeKeyFile } from "@gatehouse/keystore/key-file/write-key-file";
import { decodePem } from "@gatehouse/keystore/pem/decode";
import {
  generateRsaKeyPair,
  type RsaBits,
  type RsaKeyPair,
} from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import type { Pkcs12Content } from "@gatehouse/keystore/pkcs12/assemble";

/** What the page asks of the worker, in this order. The private key stays in here, whichever files are asked for. */
export type WorkerOrder =
  | {
      readonly kind: "make-pair";
      readonly bits: RsaBits;
      readonly commonName: string;
      readonly organization: string;
    }
  | {
      readonly kind: "take-certificate";
      readonly certificatePem: string;
      readonly chainPem: readonly string[];
      readonly alias: string;
      readonly password: string;
    }
  | { readonly kind: "write-file"; readonly format: KeyFormat };

export type WorkerAnswer =
  | { readonly kind: "request"; readonly certificateRequest: string }
  | { readonly kind: "taken" }
  | { readonly kind: "file"; readonly file: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly message: string };

let pair: RsaKeyPair | null = null;
let content: Pkcs12Content | null = null;

async function carryOut(order: WorkerOrder): Promise<WorkerAnswer> {
  switch (order.kind) {
    case "make-pair": {
      pair = await generateRsaKeyPair(order.bits);
      const name = { commonName: order.commonName, organization: order.organization };
      return { kind: "request", certificateRequest: await createCertificateRequest(name, pair) };
    }
    case "take-certificate":
      if (pair === null) return { kind: "failed", message: "There is no key yet." };
      content = {
        privateKey: pair.privateKey,
        certificate: decodePem(order.certificatePem, ["CERTIFICATE"]),
        chain: order.chainPem.map((pem) => decodePem(pem, ["CERTIFICATE"])),
        alias: order.alias,
        password: order.password,
      };
      return { kind: "taken" };
    case "write-file":
      if (content === null) return { kind: "failed", message: "There is no certificate yet." };
      return { kind: "file", file: await writeKeyFile(content, order.format) };
  }
}

self.onmessage = async (event: MessageEvent<WorkerOrder>) => {
  try {
    self.postMessage(await carryOut(event.data));
  } catch (error) {
    self.postMessage({
      kind: "failed",
      message: error instanceof Error ? error.message : "The key could not be made.",
    });
  }
};
