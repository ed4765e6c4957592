import type { Issued } from "../api/types.ts";
import type { WorkerAnswer, WorkerOrder } from "./key-worker.ts";

export type Progress = "making-key" | "asking-for-certificate" | "writing-file";

export const PROGRESS_TEXT: Readonly<Record<Progress, string>> = {
  "making-key": "Making the key pair in this browser …",
  "asking-for-certificate": "Asking the provider for a certificate …",
  "writing-file": "Writing the protected key file …",
};

export interface KeyWishes {
  readonly bits: 2048 | 3072 | 4096;
  readonly alias: string;
  readonly password: string;
  readonly commonName: string;
  readonly organization: string;
}

/**
 * Makes a key and its file in a worker, so that the page stays alive. `certify` sends the request to the server and brings what was
 * issued; nothing else leaves this browser.
 */
export async function makeKeyFile(
  wishes: KeyWishes,
  certify: (certificateRequest: string) => Promise<Issued>,
  onProgress: (progress: Progress) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(new URL("./key-worker.ts", import.meta.url), { type: "module" });
  try {
    onProgress("making-key");
    const commonName = [...wishes.commonName].slice(0, 64).join("");
    const organization = [...wishes.organization].slice(0, 64).join("");
    const made = await ask(worker, { kind: "make-pair", bits: wishes.bits, commonName, organization });
    if (made.kind !== "request") throw new Error("The key could not be made in this browser.");
    onProgress("asking-for-certificate");
    const issued = await certify(made.certificateRequest);
    onProgress("writing-file");
    const { alias, password } = wishes;
    const written = await ask(worker, {
      kind: "make-file",
      certificatePem: issued.certificatePem,
      chainPem: issued.chainPem,
      alias,
      password,
    });
    if (written.kind !== "file") throw new Error("The key file could not be written in this browser.");
    return written.file;
  } finally {
    worker.terminate();
  }
}

function ask(worker: Worker, order: WorkerOrder): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<WorkerAnswer>) =>
      event.data.kind === "failed" ? reject(new Error(event.data.message)) : resolve(event.data);
    worker.onerror = () => reject(new Error("The key could not be made in this browser."));
    worker.postMessage(order);
  });
}
