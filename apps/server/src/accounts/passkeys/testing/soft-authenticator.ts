import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What an answer is to say otherwise than an honest authenticator would. */
export interface Twist {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly counter?: number;
  /** False: nobody has shown a PIN, a finger or a face. */
  readonly verified?: boolean;
  readonly foreignKey?: boolean;
}

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

/** An authenticator in software, with one ES256 key; answers as a browser passes them on (WebAuthn level 2 §6). */
export function softAuthenticator(site: { readonly origin: string; readonly rpId: string }) {
  const [own, foreign] = [newKey(), newKey()];
  const id = randomBytes(16);
  let counter = 0;
  const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

  function clientData(type: string, challenge: string, twist: Twist): Buffer {
    const data = { type, challenge: twist.challenge ?? challenge, origin: twist.origin ?? site.origin };
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: false }));
  }
  function authenticatorData(flags: number, twist: Twist, attested = Buffer.alloc(0)): Buffer {
    const rpIdHash = createHash("sha256")
      .update(twist.rpId ?? site.rpId)
      .digest();
    const count = Buffer.alloc(4);
    count.writeUInt32BE(twist.counter ?? counter);
    const verified = twist.verified === false ? 0 : VERIFIED;
    return Buffer.concat([rpIdHash, Buffer.of(flags | PRESENT | verified), count, attested]);
  }

  return {
    id: b64(id),
    /** Makes the passkey. */
    register(options: { readonly challenge: string }, twist: Twist = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, own.cose]);
      const authData = authenticatorData(ATTESTED, twist, attested);
      const size = Buffer.alloc(2);
      size.writeUInt16BE(authData.length);
      // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
      const attestationObject = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461", "hex"),
        Buffer.of(0x59),
        size,
        authData,
      ]);
      return {
        ...this.envelope(),
        response: {
          clientDataJSON: b64(clientData("webauthn.create", options.challenge, twist)),
          attestationObject: b64(attestationObject),
          transports: ["internal"],
        },
      };
    },
    /** Signs a challenge. */
    answer(options: { readonly challenge: string }, twist: Twist = {}) {
      counter += 1;
      const data = clientData("webauthn.get", options.challenge, twist);
      const authData = authenticatorData(0, twist);
      const signed = Buffer.concat([authData, createHash("sha256").update(data).digest()]);
      const { privateKey } = twist.foreignKey === true ? foreign : own;
      return {
        ...this.envelope(),
        response: {
          clientDataJSON: b64(data),
          authenticatorData: b64(authData),
          signature: b64(sign("sha256", signed, privateKey)),
        },
      };
    },
    envelope: () => ({
      id: b64(id),
      rawId: b64(id),
      type: "public-key" as const,
      clientExtensionResults: {},
    }),
  };
}

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  // CBOR of a COSE key (RFC 9053 §7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}
  const cose = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    Buffer.from(x, "base64url"),
    Buffer.from("225820", "hex"),
    Buffer.from(y, "base64url"),
  ]);
  return { privateKey, cose };
}
