import { openKeyFile } from "@gatehouse/keystore/key-file/open-key-file";
import { readChallenge } from "./read-challenge.ts";

/** The key file is opened in here and nowhere else; what leaves is the text that the challenge held. */
export interface RehearsalOrder {
  /** PKCS#12 or PEM. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly password: string;
  readonly challenge: string;
}

export type RehearsalAnswer =
  | { readonly kind: "answer"; readonly answer: string }
  | { readonly kind: "failed"; readonly message: string };

self.onmessage = async (event: MessageEvent<RehearsalOrder>) => {
  const { file, password, challenge } = event.data;
  try {
    const keys = await openKeyFile(file, password);
    // A file may hold several; if none fits, they all say the same.
    const answer = await Promise.any(keys.map((key) => readChallenge(challenge, key))).catch(
      (error: AggregateError) => Promise.reject(error.errors[0]),
    );
    self.postMessage({ kind: "answer", answer } satisfies RehearsalAnswer);
  } catch (error) {
    const message = error instanceof Error ? error.message : "The key file could not be opened.";
    self.postMessage({ kind: "failed", message } satisfies RehearsalAnswer);
  }
};
