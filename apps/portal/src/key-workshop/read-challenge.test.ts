import { createPublicKey } from "node:crypto";
import { generateRsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { encryptJwe } from "@gatehouse/payload-encryption/jwe/encrypt";
import { expect, test } from "vitest";
import { readChallenge } from "./read-challenge.ts";

test("a challenge is read with its own private key, and with no other", async () => {
  const [own, other] = [await generateRsaKeyPair(2048), await generateRsaKeyPair(2048)];
  const publicKey = createPublicKey({ key: Buffer.from(own.publicKey), format: "der", type: "spki" });
  const challenge = encryptJwe(Buffer.from('{"rehearsal":"the answer"}'), publicKey, { kid: "k" });
  expect(await readChallenge(challenge, own.privateKey)).toBe("the answer");
  await expect(readChallenge(challenge, other.privateKey)).rejects.toThrow("another key");
});
