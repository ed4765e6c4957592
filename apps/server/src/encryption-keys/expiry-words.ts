/** What the expiry of a key means and what to do about it, the same in mails and calendars. */
export const EXPIRY = {
  client: {
    consequence: "Requests encrypted with it are refused from then on.",
    next: "Create its successor, let your programs encrypt with that one, then revoke the old key. Several can be in use at once, so nothing has to stop.",
  },
  mastercard: {
    consequence: "Encrypted answers can't be made with it from then on, and encrypted requests are refused.",
    next: "Add its successor, give it to every program that reads answers, then activate it. The old key stays until you revoke it.",
  },
} as const;

/** How a key is called where its whole fingerprint would be too much. */
export function expiringKeyName(
  key: { readonly type: "client" | "mastercard"; readonly kid: string; readonly alias: string | null },
  provider: string,
): string {
  return key.type === "client"
    ? `Client Encryption Key ${key.kid.slice(0, 8)}…`
    : `${provider} Encryption Key “${key.alias}”`;
}
