import type { AuditEntry } from "../audit/read.ts";

/** What each event says to the members of a project. */
const SUMMARIES: Readonly<Record<string, (entry: AuditEntry) => string>> = {
  "project.created": (entry) => `Project “${entry.after?.name}” was created.`,
  "credential.created": (entry) =>
    `Sandbox credentials with Partner ID ${entry.after?.partnerId} were created.`,
  "credential.revealed": () => "Sandbox secrets were shown.",
  "credential.secret-changed": (entry) =>
    entry.after?.immediate === true
      ? "The Partner Secret was changed through the API; the old one stopped at once."
      : "The Partner Secret was changed through the API; the old one works for 30 more days.",
  "credential.secret-rotated": (entry) =>
    entry.after?.overlapHours === 0
      ? `The secret of Partner ID ${entry.after?.partnerId} was rotated; the old one stopped at once.`
      : `The secret of Partner ID ${entry.after?.partnerId} was rotated; the old one works for ${entry.after?.overlapHours} more hours.`,
  "credential.overlap-ended": (entry) => `Old secrets of Partner ID ${entry.after?.partnerId} were stopped.`,
  "credential.deleted": (entry) => `The credentials with Partner ID ${entry.before?.partnerId} were deleted.`,
  "client-encryption-key.created": () => "A Client Encryption Key was created.",
  "mastercard-encryption-key.added": (entry) =>
    `Mastercard Encryption Key “${entry.after?.alias}” was added.`,
  "mastercard-encryption-key.activated": (entry) =>
    typeof entry.before?.activeAlias === "string"
      ? `Mastercard Encryption Key “${entry.after?.alias}” was activated in place of “${entry.before.activeAlias}”.`
      : `Mastercard Encryption Key “${entry.after?.alias}” was activated.`,
  "mastercard-encryption-key.proven": (entry) =>
    `Mastercard Encryption Key “${entry.after?.alias}” was proven in a rehearsal.`,
  "mastercard-encryption-key.renamed": (entry) =>
    `Mastercard Encryption Key “${entry.before?.alias}” is now called “${entry.after?.alias}”.`,
  "mastercard-encryption-key.revoked": (entry) =>
    `Mastercard Encryption Key “${entry.after?.alias}” was revoked.`,
  "client-encryption-key.revoked": (entry) => `Client Encryption Key ${short(entry)} was revoked.`,
  "client-encryption-key.restored": (entry) =>
    `Client Encryption Key ${short(entry)} was brought back by the provider: ${entry.after?.reason}`,
  "client-encryption-key.compromised": (entry) =>
    `Client Encryption Key ${short(entry)} was reported as compromised and revoked.`,
  "mastercard-encryption-key.compromised": (entry) =>
    `Mastercard Encryption Key “${entry.after?.alias}” was reported as compromised and revoked.`,
  "client-encryption-key.destroyed": (entry) =>
    `The private half of the revoked Client Encryption Key ${short(entry)} was destroyed.`,
};

function short(entry: AuditEntry): string {
  return `${String(entry.after?.kid).slice(0, 8)}…`;
}

export function describeActivity(entry: AuditEntry) {
  return {
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    summary: SUMMARIES[entry.action]?.(entry) ?? entry.action,
  };
}
