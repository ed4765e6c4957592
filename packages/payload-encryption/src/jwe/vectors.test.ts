import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { expect, test } from "vitest";
import type { ContentEncryption } from "./content-encryption.ts";
import { decryptJwe } from "./decrypt.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const hex = (text: string) => Buffer.from(text, "hex");
const url = (text: string) => Buffer.from(text, "base64url");

interface Vector {
  readonly enc: ContentEncryption;
  readonly key: Buffer;
  readonly associated: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
  readonly plaintext: string;
}

const KERCKHOFFS = {
  iv: hex("1af38c2dc2b96ffdd86694092341bc04"),
  associated: "The second principle of Auguste Kerckhoffs",
  plaintext:
    "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience",
};
const counting = (length: number) => Buffer.from(Array.from({ length }, (_, n) => n));

// The content key of each vector is wrapped afresh: the RFCs' own wrappings use algorithms that are not taken here.
const VECTORS: Record<string, Vector> = {
  "RFC 7516 A.1 (A256GCM)": {
    enc: "A256GCM",
    key: hex("b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc"),
    associated: "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ",
    iv: url("48V1_ALb6US04U3b"),
    ciphertext: url("5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A"),
    tag: url("XFBoMYUZodetZdvTiFvSkQ"),
    plaintext: "The true sign of intelligence is not knowledge but imagination.",
  },
  "RFC 7518 B.1 (A128CBC-HS256)": {
    ...KERCKHOFFS,
    enc: "A128CBC-HS256",
    key: counting(32),
    ciphertext: hex(
      "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
    ),
    tag: hex("652c3fa36b0a7c5b3219fab3a30bc1c4"),
  },
  "RFC 7518 B.3 (A256CBC-HS512)": {
    ...KERCKHOFFS,
    enc: "A256CBC-HS512",
    key: counting(64),
    ciphertext: hex(
      "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
    ),
    tag: hex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"),
  },
};

test.each(Object.entries(VECTORS))(
  "%s comes out as printed",
  (_name, { key, associated, plaintext, ...rest }) => {
    const encryptedKey = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      key,
    );
    const jwe = { ...rest, kid: null, cty: null, protectedSegment: associated, encryptedKey };
    expect(decryptJwe(jwe, privateKey).toString("utf8")).toBe(plaintext);
  },
);
