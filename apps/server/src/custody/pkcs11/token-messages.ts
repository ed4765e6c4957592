/** Which token and how to get in; what the token process is started with. */
export interface TokenSettings {
  /** Path of the PKCS#11 library. */
  readonly library: string;
  /** CKA_LABEL of the token; null: by slot, or the only one there. */
  readonly token: string | null;
  /** Slot number; null: by label, or the only one there. */
  readonly slot: number | null;
  readonly pin: string;
  /** CKA_LABEL under which the master keys are. */
  readonly keyLabel: string;
}

/** What the token is asked. Keys are named by CKA_ID, 16 hex digits. */
export type TokenRequest =
  | { readonly do: "open"; readonly settings: TokenSettings }
  | { readonly do: "list-master-keys" }
  | { readonly do: "create-master-key" }
  | { readonly do: "wrap"; readonly masterKey: string; readonly dataKey: Uint8Array }
  | { readonly do: "unwrap"; readonly masterKey: string; readonly wrapped: Uint8Array }
  | { readonly do: "create-signing-key"; readonly label: string; readonly bits: number }
  | { readonly do: "sign"; readonly signingKey: string; readonly message: Uint8Array };

export interface TokenAnswers {
  readonly open: null;
  readonly "list-master-keys": readonly string[];
  readonly "create-master-key": string;
  readonly wrap: Uint8Array;
  readonly unwrap: Uint8Array;
  readonly "create-signing-key": {
    readonly id: string;
    readonly modulus: Uint8Array;
    readonly exponent: Uint8Array;
  };
  readonly sign: Uint8Array;
}

/**
 * Why the token doesn't do what it was asked. `away`: not there, or broken; asking again later may help. `pin`: it refuses the PIN, and
 * asking again may lock it. `settings`: it can't be this library, token or key. `value`: the token is well, the value isn't its own. `missing`: the
 * token is well, and hasn't this key. `busy`: it has more to do than it can.
 */
export type TokenFailure = "away" | "pin" | "settings" | "value" | "missing" | "busy";

export interface ToToken {
  readonly id: number;
  readonly request: TokenRequest;
}

export type FromToken =
  | { readonly id: number; readonly ok: true; readonly value: TokenAnswers[keyof TokenAnswers] }
  | { readonly id: number; readonly ok: false; readonly failure: TokenFailure; readonly message: string };
