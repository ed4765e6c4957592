/** What the gate asks of the desk when a partner changes its secret through the API. */
export interface SecretChange {
  readonly credentialId: string;
  readonly newSecret: string;
  /** True: all old secrets stop at once; false: they work on, for 30 days at most. */
  readonly immediate: boolean;
  /** The verifier of the current secret, as the gate knows it: the change is made only while it is the current one. */
  readonly ifVerifier: string;
}

/**
 * `number` is that of the key book's change: once the gate has applied it, the new secret is in force here. `unavailable`: nothing was
 * changed. `unknown`: no answer came, and the change may have been made.
 */
export type SecretChangeResult =
  | { readonly ok: true; readonly number: number }
  | {
      readonly ok: false;
      readonly reason: "changed-meanwhile" | "gone" | "too-many-secrets" | "unavailable" | "unknown";
    };

export interface Desk {
  changePartnerSecret(change: SecretChange): Promise<SecretChangeResult>;
}
