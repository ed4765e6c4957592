import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PublishedEncryption, pairOnDisk, published } from "../../conformance/gate/published-library.ts";

/** Path of the call that is measured, on the gate and on the peer. */
export const CALL_PATH = "/aggregation/v2/customers/testing";
/** As many as make the results the same as with ten times the number. */
const BODIES = 2_000;
const REQUEST_BYTES = 1_024;
const ANSWER_BYTES = 900;

/** The answer of the work behind gate and peer: JSON of about 0.9 KB. */
export const ANSWER = fill({ id: "1005061234", createdDate: 1_607_450_357 }, ANSWER_BYTES);

/** Pads an object with a text until its JSON has this many octets. */
function fill(content: object, bytes: number): Record<string, unknown> {
  const empty = JSON.stringify({ ...content, text: "" }).length;
  return { ...content, text: "abcdefgh ".repeat(bytes).slice(0, bytes - empty) };
}

/** Makes the two pairs, as files that every process of the measurement reads. */
export function makePairs(folder: string): void {
  pairOnDisk(folder, "client");
  pairOnDisk(folder, "mastercard");
}

export function privateKeyPem(folder: string, name: "client" | "mastercard"): string {
  return readFileSync(join(folder, `${name}.key`), "utf8");
}

/** The published library, on the partner's side or, with the keys exchanged, on the provider's. */
export function library(folder: string, side: "partner" | "provider"): PublishedEncryption {
  const [encryptFor, decryptAs] = side === "partner" ? ["client", "mastercard"] : ["mastercard", "client"];
  return new published.JweEncryption({
    mode: "JWE",
    paths: [
      {
        path: "/.*",
        toEncrypt: [{ element: "$", obj: "$" }],
        toDecrypt: [{ element: "encryptedData", obj: "$" }],
      },
    ],
    encryptedValueFieldName: "encryptedData",
    encryptionCertificate: join(folder, `${encryptFor}.pem`),
    privateKey: join(folder, `${decryptAs}.key`),
    publicKeyFingerprintType: "publicKey",
  });
}

/** Bodies as a partner with the published library sends them, one a line, made before anything is measured. */
export function makeBodies(folder: string): string[] {
  const partner = library(folder, "partner");
  const bodies = Array.from({ length: BODIES }, (_, n) =>
    JSON.stringify(partner.encrypt(CALL_PATH, {}, fill({ n }, REQUEST_BYTES)).body),
  );
  writeFileSync(join(folder, "bodies.txt"), `${bodies.join("\n")}\n`);
  return bodies;
}
