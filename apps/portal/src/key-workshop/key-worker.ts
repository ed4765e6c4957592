import { decodePem } from "@gatehouse/keystore/pem/decode";
import {
  generateRsaKeyPair,
  type RsaBits,
  type RsaKeyPair,
} from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { createCertificateRequest } from "@gatehouse/keystore/pkcs10/create-request";
import { createPkcs12 } from "@gatehouse/keystore/pkcs12/create-pkcs12";

/** What the page asks of the worker, in this order. The private key stays in here until it is inside the protected file. */
export type WorkerOrder =
  | {
      readonly kind: "make-pair";
      readonly bits: RsaBits;
      readonly commonName: string;
      readonly organization: string;
    }
  | {
      readonly kind: "make-file";
      readonly certificatePem: string;
      readonly chainPem: readonly string[];
      readonly alias: string;
      readonly password: string;
    };

export type WorkerAnswer =
  | { readonly kind: "request"; readonly certificateRequest: string }
  | { readonly kind: "file"; readonly file: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly message: string };

let pair: RsaKeyPair | null = null;

async function carryOut(order: WorkerOrder): Promise<WorkerAnswer> {
  if (order.kind === "make-pair") {
    pair = await generateRsaKeyPair(order.bits);
    const name = { commonName: order.commonName, organization: order.organization };
    return { kind: "request", certificateRequest: await createCertificateRequest(name, pair) };
  }
  if (pair === null) return { kind: "failed", message: "There is no key yet." };
  const file = await createPkcs12({
    privateKey: pair.privateKey,
    certificate: decodePem(order.certificatePem, ["CERTIFICATE"]),
    chain: order.chainPem.map((pem) => decodePem(pem, ["CERTIFICATE"])),
    alias: order.alias,
    password: order.password,
  });
  pair = null;
  return { kind: "file", file };
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
