import { createPrivateKey, sign } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RsaBits, RsaKeyPair } from "@gatehouse/keystore/pkcs8/generate-key-pair";
import { expect } from "vitest";
import { onceInRun } from "../../database/testing/once-in-run.ts";
import type { MadePair } from "../custody.ts";
import { makePair } from "../make-pair.ts";

const made = new Map<RsaBits, Promise<MadePair>[]>();
let taken = new Map<RsaBits, number>();
let file: string | undefined;

/**
 * An RSA pair that this test file has not had before: pairs must differ within a database, and each file has its own. Other files have the
 * same ones, because making them was half of a run's work.
 */
export async function takePair(bits: RsaBits): Promise<MadePair> {
  const { testPath } = expect.getState();
  if (testPath !== file) {
    file = testPath;
    taken = new Map();
  }
  const place = taken.get(bits) ?? 0;
  taken.set(bits, place + 1);
  const pairs = made.get(bits) ?? [];
  made.set(bits, pairs);
  pairs[place] ??= madeInRun(bits, place);
  const { publicKey, privateKey } = await pairs[place];
  // A copy, because whoever has wrapped it wipes it.
  return { publicKey, privateKey: Buffer.from(privateKey) };
}

/** Workers hand them to each other by files of the run. */
async function madeInRun(bits: RsaBits, place: number): Promise<MadePair> {
  const folder = await onceInRun(`pair-${bits}-${place}`, async (made) => {
    const pair = await makePair(bits);
    await writeFile(join(made, "public"), pair.publicKey);
    await writeFile(join(made, "private"), pair.privateKey);
  });
  return {
    publicKey: await readFile(join(folder, "public")),
    privateKey: await readFile(join(folder, "private")),
  };
}

/** The same as a partner's own, 2048 bits. */
export async function takePartnerPair(): Promise<RsaKeyPair> {
  const { publicKey, privateKey } = await takePair(2048);
  const key = createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" });
  return {
    bits: 2048,
    publicKey: new Uint8Array(publicKey),
    privateKey: new Uint8Array(privateKey),
    sign: async (message) => new Uint8Array(sign("sha256", message, key)),
  };
}
