/** What the gate asks of the desk when a partner changes its secret through the API. */
export interface SecretChange {
  readonly credentialId: string;
  readonly newSecret: string;
  /** True: the old secret stops at once; false: it works on for 30 days. */
  readonly immediate: boolean;
  /** The credential's version the gate has checked the old secret against. */
  readonly ifVersion: number;
}

/** `number` is that of the key book's change: once the gate has applied it, the new secret is in force here. */
export type SecretChangeResult =
  | { readonly ok: true; readonly number: number }
  | { readonly ok: false; readonly reason: "changed-meanwhile" | "gone" | "unavailable" };

export interface Desk {
  changePartnerSecret(change: SecretChange): Promise<SecretChangeResult>;
}
