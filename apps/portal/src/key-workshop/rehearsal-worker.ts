import { openPkcs12 } from "@gatehouse/keystore/pkcs12/open-pkcs12";
import { readChallenge } from "./read-challenge.ts";

/** The key file is opened in here and nowhere else; what leaves is the text that the challenge held. */
export interface RehearsalOrder {
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
    const { privateKey } = await openPkcs12(file, password);
    const answer: RehearsalAnswer = { kind: "answer", answer: await readChallenge(challenge, privateKey) };
    self.postMessage(answer);
  } catch (error) {
    const message = error instanceof Error ? error.message : "The key file could not be opened.";
    self.postMessage({ kind: "failed", message } satisfies RehearsalAnswer);
  }
};
