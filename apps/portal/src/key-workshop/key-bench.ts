import type { KeyFormat } from "@gatehouse/keystore/key-file/write-key-file";
import type { Issued } from "../api/types.ts";
import { afterPress } from "../ui/after-press.ts";
import type { WorkerAnswer, WorkerOrder } from "./key-worker.ts";

export interface KeyWishes {
  readonly bits: 2048 | 3072 | 4096;
  readonly alias: string;
  readonly password: string;
  readonly commonName: string;
  readonly organization: string;
}

/**
 * One key in the making, in a worker, so that the page stays alive. It keeps pair and request until it is closed: a request that was sent
 * is sent again as it was when no answer has come, and fits the key that the server may have certified; and files of further forms can be
 * had as long as the page offers them.
 */
export class KeyBench {
  readonly #worker = new Worker(new URL("./key-worker.ts", import.meta.url), { type: "module" });
  /** The certificate signing request, PEM. */
  readonly request: Promise<string>;

  constructor(wishes: KeyWishes) {
    this.request = this.#makePair(wishes);
    // Whoever waits for it hears of a failure; until then it isn't an unhandled one.
    this.request.catch(() => undefined);
  }

  /** Takes what was issued for the request; from then on files can be written. */
  async takeCertificate(issued: Issued, wishes: KeyWishes): Promise<void> {
    const { alias, password } = wishes;
    const { certificatePem, chainPem } = issued;
    await this.#ask({ kind: "take-certificate", certificatePem, chainPem, alias, password });
  }

  async writeFile(format: KeyFormat): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#ask({ kind: "write-file", format });
    if (answer.kind !== "file") throw new Error("The key file could not be written in this browser.");
    return answer.file;
  }

  close(): void {
    this.#worker.terminate();
  }

  async #makePair(wishes: KeyWishes): Promise<string> {
    const commonName = [...wishes.commonName].slice(0, 64).join("");
    const organization = [...wishes.organization].slice(0, 64).join("");
    const answer = await this.#ask({ kind: "make-pair", bits: wishes.bits, commonName, organization });
    if (answer.kind !== "request") throw new Error("The key could not be made in this browser.");
    return answer.certificateRequest;
  }

  #ask(order: WorkerOrder): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      // As answers of the server: the page shows what it holds next.
      this.#worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) =>
        afterPress(() => (data.kind === "failed" ? reject(new Error(data.message)) : resolve(data)));
      this.#worker.onerror = () => reject(new Error("The key could not be made in this browser."));
      this.#worker.postMessage(order);
    });
  }
}
