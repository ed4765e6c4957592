import { randomBytes } from "node:crypto";
import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { findToken } from "./find-token.ts";
import { requireTries } from "./require-tries.ts";
import { dataKeyTemplate, masterKeyTemplate, signingKeyTemplates } from "./templates.ts";
import { TokenError } from "./token-error.ts";
import type { TokenAnswers, TokenSettings } from "./token-messages.ts";

/** CKR_* (PKCS#11 v3.1 §3.6) that speak of the PIN. */
const PIN_REFUSED = new Set([
  pkcs11js.CKR_PIN_INCORRECT,
  pkcs11js.CKR_PIN_INVALID,
  pkcs11js.CKR_PIN_LEN_RANGE,
  pkcs11js.CKR_PIN_LOCKED,
  pkcs11js.CKR_PIN_EXPIRED,
]);

const ID_BYTES = 8;
/** More master keys than a token will have under one label. */
const MOST_KEYS = 64;
/** AES key wrap adds eight bytes to the 32 of a data key (RFC 3394 §2.2.1). */
const WRAPPED_BYTES = 40;
/** RSA-4096. */
const LONGEST_SIGNATURE = 512;
const PROBE_BYTES = 32;

/**
 * The session with a token, in a process of its own. All calls are synchronous, as PKCS#11 has them.
 *
 * Master keys are AES-256 keys made inside the token, sensitive and never extractable. They wrap and unwrap 32-byte data keys by AES key
 * wrap (RFC 3394; CKM_AES_KEY_WRAP), and do nothing else.
 */
export class TokenSession {
  readonly #library: PKCS11;
  readonly #session: Handle;
  readonly #keyLabel: string;
  #hadKeys = false;

  /** @throws {TokenError} */
  constructor(settings: TokenSettings) {
    this.#library = new pkcs11js.PKCS11();
    this.#keyLabel = settings.keyLabel;
    try {
      this.#library.load(settings.library);
    } catch (error) {
      throw new TokenError(
        "settings",
        `the PKCS#11 library ${settings.library} can't be loaded: ${reason(error)}`,
      );
    }
    this.#session = this.#open(settings);
  }

  /** Does the token still do its work with this key? */
  #probe(masterKey: string | null): void {
    try {
      if (masterKey === null) this.#library.C_GetSessionInfo(this.#session);
      else {
        const value = randomBytes(PROBE_BYTES);
        if (!this.#unwrap(masterKey, this.#wrap(masterKey, value)).equals(value))
          throw new Error("another value");
      }
    } catch (error) {
      throw error instanceof TokenError
        ? error
        : new TokenError("away", `it doesn't do its work: ${reason(error)}`);
    }
  }

  listMasterKeys(): string[] {
    const keys = this.#find(this.#masterKeys(), MOST_KEYS);
    // The library of a token that was pulled out finds nothing, and says so without an error.
    if (keys.length === 0 && this.#hadKeys) throw new TokenError("away", "its keys aren't there any more");
    this.#hadKeys = keys.length > 0;
    return keys
      .map((key) => this.#attribute(key, pkcs11js.CKA_ID).toString("hex"))
      .filter((id) => id.length === ID_BYTES * 2)
      .sort();
  }

  createMasterKey(): string {
    const id = randomBytes(ID_BYTES);
    this.#library.C_GenerateKey(
      this.#session,
      { mechanism: pkcs11js.CKM_AES_KEY_GEN },
      masterKeyTemplate(id, this.#keyLabel),
    );
    return id.toString("hex");
  }

  wrap(masterKey: string, dataKey: Uint8Array): Buffer {
    return this.#orProbe(masterKey, () => this.#wrap(masterKey, dataKey));
  }

  /** @throws {TokenError} `value` when the token is well and still doesn't unwrap it */
  unwrap(masterKey: string, wrapped: Uint8Array): Buffer {
    return this.#orProbe(masterKey, () => this.#unwrap(masterKey, wrapped));
  }

  createSigningKey(label: string, bits: number): TokenAnswers["create-signing-key"] {
    const id = randomBytes(ID_BYTES);
    const { publicKey, privateKey } = signingKeyTemplates(id, label, bits);
    const pair = this.#library.C_GenerateKeyPair(
      this.#session,
      { mechanism: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN },
      publicKey,
      privateKey,
    );
    return {
      id: id.toString("hex"),
      modulus: this.#attribute(pair.publicKey, pkcs11js.CKA_MODULUS),
      exponent: this.#attribute(pair.publicKey, pkcs11js.CKA_PUBLIC_EXPONENT),
    };
  }

  /** RSASSA-PKCS1-v1_5 with SHA-256, hashed in the token. */
  sign(signingKey: string, message: Uint8Array): Buffer {
    return this.#orProbe(null, () => {
      const key = this.#one(`signing key ${signingKey}`, [
        { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
        { type: pkcs11js.CKA_ID, value: Buffer.from(signingKey, "hex") },
      ]);
      this.#library.C_SignInit(this.#session, { mechanism: pkcs11js.CKM_SHA256_RSA_PKCS }, key);
      return this.#library.C_Sign(this.#session, Buffer.from(message), Buffer.alloc(LONGEST_SIGNATURE));
    });
  }

  #open(settings: TokenSettings): Handle {
    try {
      this.#library.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
      const slot = findToken(this.#library, settings);
      requireTries(this.#library.C_GetTokenInfo(slot).flags);
      const session = this.#library.C_OpenSession(
        slot,
        pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION,
      );
      this.#library.C_Login(session, pkcs11js.CKU_USER, settings.pin);
      return session;
    } catch (error) {
      if (error instanceof TokenError) throw error;
      if (error instanceof pkcs11js.Pkcs11Error && PIN_REFUSED.has(error.code)) {
        throw new TokenError("pin", `it refuses the PIN (${error.message})`);
      }
      throw new TokenError("away", `it can't be opened: ${reason(error)}`);
    }
  }

  #wrap(masterKey: string, dataKey: Uint8Array): Buffer {
    const wrapping = this.#masterKey(masterKey);
    const object = this.#library.C_CreateObject(this.#session, [
      ...dataKeyTemplate(),
      { type: pkcs11js.CKA_VALUE, value: Buffer.from(dataKey) },
    ]);
    try {
      return this.#library.C_WrapKey(
        this.#session,
        { mechanism: pkcs11js.CKM_AES_KEY_WRAP },
        wrapping,
        object,
        Buffer.alloc(WRAPPED_BYTES),
      );
    } finally {
      this.#library.C_DestroyObject(this.#session, object);
    }
  }

  #unwrap(masterKey: string, wrapped: Uint8Array): Buffer {
    const object = this.#library.C_UnwrapKey(
      this.#session,
      { mechanism: pkcs11js.CKM_AES_KEY_WRAP },
      this.#masterKey(masterKey),
      Buffer.from(wrapped),
      dataKeyTemplate(),
    );
    try {
      return this.#attribute(object, pkcs11js.CKA_VALUE);
    } finally {
      this.#library.C_DestroyObject(this.#session, object);
    }
  }

  /** A key that the token would give away is no master key, whatever its label says. */
  #masterKey(id: string): Handle {
    const key = this.#one(`master key ${id}`, [
      ...this.#masterKeys(),
      { type: pkcs11js.CKA_ID, value: Buffer.from(id, "hex") },
    ]);
    this.#hadKeys = true;
    const is = (attribute: number) => this.#attribute(key, attribute)[0] !== 0;
    const kept = is(pkcs11js.CKA_NEVER_EXTRACTABLE) && is(pkcs11js.CKA_ALWAYS_SENSITIVE);
    if (!kept || !is(pkcs11js.CKA_LOCAL)) {
      throw new TokenError("settings", `master key ${id} was not made in the token, or could leave it`);
    }
    return key;
  }

  #masterKeys(): Template {
    return [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
      { type: pkcs11js.CKA_LABEL, value: this.#keyLabel },
      { type: pkcs11js.CKA_TOKEN, value: true },
    ];
  }

  /** @throws {TokenError} missing; away when the token has no keys any more, because it was pulled out */
  #one(name: string, template: Template): Handle {
    const [found, ...more] = this.#find(template, 2);
    if (found === undefined) {
      this.listMasterKeys();
      throw new TokenError("missing", `it has no ${name}`);
    }
    if (more.length > 0) throw new TokenError("settings", "it has two keys of one CKA_ID");
    return found;
  }

  #find(template: Template, most: number): Handle[] {
    this.#library.C_FindObjectsInit(this.#session, template);
    try {
      return this.#library.C_FindObjects(this.#session, most);
    } finally {
      this.#library.C_FindObjectsFinal(this.#session);
    }
  }

  #attribute(object: Handle, type: number): Buffer {
    const [attribute] = this.#library.C_GetAttributeValue(this.#session, object, [{ type }]);
    if (!Buffer.isBuffer(attribute?.value)) throw new Error(`attribute ${type} is missing`);
    return attribute.value;
  }

  /** Error codes of a damaged value and of a damaged token are the same ones: only a probe tells them apart. */
  #orProbe<T>(masterKey: string | null, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TokenError) throw error;
      this.#probe(masterKey);
      throw new TokenError("value", reason(error));
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : "no reason given";
}
