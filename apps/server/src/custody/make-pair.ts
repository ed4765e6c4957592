import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { RsaBits } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import type { MadePair } from "./custody.ts";

/** A new RSA pair, made in a thread of the pool. */
export function makePair(bits: RsaBits): Promise<MadePair> {
  return promisify(generateKeyPair)("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
}
