import type { PayloadErrorCode } from "@gatehouse/payload-encryption/payload-error";

/**
 * What the main thread and a crypto worker say to each other. Payloads travel as texts of one byte a letter (latin1): structured clone
 * copies such a text faster than a small typed array, and a slice of a pooled Buffer would drag its whole pool along.
 */
export type CryptoWork =
  | { readonly kind: "decrypt-jwe"; readonly keyIds: readonly string[]; readonly jwe: string }
  | {
      readonly kind: "encrypt-jwe";
      readonly keyId: string;
      readonly kid: string;
      readonly plaintext: string;
      readonly field: string;
    }
  | {
      readonly kind: "decrypt-field-level";
      readonly keyIds: readonly string[];
      readonly iv: string;
      readonly encryptedKey: string;
      readonly value: string;
      readonly encoding: "hex" | "base64";
      readonly digest: "sha256" | "sha512";
    }
  | {
      readonly kind: "encrypt-field-level";
      readonly keyId: string;
      readonly plaintext: string;
      readonly encoding: "hex" | "base64";
      readonly digest: "sha256" | "sha512";
    };

export interface CryptoJob {
  readonly number: number;
  readonly work: CryptoWork;
}

export interface CryptoKeyMaterial {
  readonly id: string;
  /** `private`: PKCS#8 DER; `public`: SubjectPublicKeyInfo DER. */
  readonly type: "private" | "public";
  readonly der: Uint8Array;
}

export type ToWorker =
  | { readonly kind: "key"; readonly key: CryptoKeyMaterial }
  | { readonly kind: "forget"; readonly keyId: string }
  | { readonly kind: "jobs"; readonly jobs: readonly CryptoJob[] };

/** `text`: latin1; `openedBy`: the id of the key, where several were tried. `failed`: not the message's fault. */
export type CryptoResult =
  | { readonly number: number; readonly text: string; readonly openedBy?: string }
  | { readonly number: number; readonly refused: PayloadErrorCode; readonly message: string }
  | { readonly number: number; readonly failed: string };
