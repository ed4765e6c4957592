import * as crypto from "node:crypto";
import { expect, test, vi } from "vitest";
import type { ParsedJwe } from "./parse.ts";

const steps: string[] = [];

vi.mock("node:crypto", async (original) => {
  const real = await original<typeof import("node:crypto")>();
  return {
    ...real,
    createDecipheriv: (...[cipher, key, iv, options]: Parameters<typeof real.createDecipheriv>) => {
      steps.push(`decipher with ${Buffer.isBuffer(key) ? key.length : "?"}`);
      const decipher = real.createDecipheriv(cipher, key, iv, options);
      const final = decipher.final.bind(decipher);
      vi.spyOn(decipher, "final").mockImplementation((() => {
        steps.push("final");
        return final();
      }) as typeof decipher.final);
      return decipher;
    },
    createHmac: (...[hash, key]: Parameters<typeof real.createHmac>) => {
      steps.push(`hmac with ${Buffer.isBuffer(key) ? key.length : "?"}`);
      return real.createHmac(hash, key);
    },
    timingSafeEqual: (one: Buffer, other: Buffer) => {
      steps.push("compare");
      return real.timingSafeEqual(one, other);
    },
  };
});

// Files share what they have loaded; here all of it is to be loaded with the watched functions.
vi.resetModules();
const { decryptJwe } = await import("./decrypt.ts");
const { parseCompactJwe } = await import("./parse.ts");
const { buildJwe } = await import("./testing/build-jwe.ts");
const { refusalOf } = await import("./testing/refusal-of.ts");

const { publicKey, privateKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2_048 });
const stranger = crypto.generateKeyPairSync("rsa", { modulusLength: 2_048 });

function stepsOf(jwe: ParsedJwe): string {
  steps.length = 0;
  refusalOf(() => decryptJwe(jwe, privateKey));
  return steps.join(", ");
}

test.each([
  ["A256GCM", "decipher with 32, final"],
  ["A128GCM", "decipher with 16, final"],
  ["A128CBC-HS256", "hmac with 16, compare"],
  ["A256CBC-HS512", "hmac with 32, compare"],
] as const)("%s: each cause that must stay hidden goes through the same steps", (enc, expected) => {
  const jwe = parseCompactJwe(buildJwe("text", publicKey, { enc }));
  const wrapped = (bytes: number) =>
    parseCompactJwe(buildJwe("text", publicKey, { enc, wrapped: Buffer.alloc(bytes, 7) }));
  const causes = {
    "another recipient": parseCompactJwe(buildJwe("text", stranger.publicKey, { enc })),
    "a broken padding": { ...jwe, encryptedKey: Buffer.alloc(256, 1) },
    "a key too short": wrapped(8),
    "an empty key": wrapped(0),
    "a key too long": wrapped(128),
    "a changed tag": { ...jwe, tag: Buffer.alloc(jwe.tag.length) },
  };
  for (const [cause, changed] of Object.entries(causes))
    expect([cause, stepsOf(changed)]).toEqual([cause, expected]);
});
