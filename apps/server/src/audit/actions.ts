/** Lists stand in one line, separated by commas. */
const KEY_POLICY = [
  "clientKeyDays",
  "mastercardKeyDays",
  "allowedBits",
  "defaultBits",
  "signatureHashes",
  "mostClientKeys",
  "mostMastercardKeys",
  "destroyAfterDays",
  "reminderDays",
  "unprovenActivation",
  "secondFactor",
] as const;

/**
 * Every event of the audit trail, and the fields of a thing that its entry may hold: an allow-list, so that nothing gets into the trail by
 * being on a row. Names of fields are ASCII. An action that is no longer written stays here, since entries of it stay.
 */
export const AUDIT_ACTIONS = {
  "project.created": ["name", "purpose", "commercialCountry"],
  "project.edited": ["name", "purpose", "client", "clientAddress"],
  "project.archived": [],
  "project.brought-back": [],
  "project.deleted": ["name", "credentials", "keys", "members"],
  "account.project-limit-changed": ["email", "projects"],

  "member.invited": ["email", "role"],
  "member.invitation-resent": ["email", "role"],
  "member.invitation-withdrawn": ["email", "role"],
  "member.joined": ["email", "role"],
  "member.role-changed": ["email", "role"],
  "member.removed": ["email", "role"],
  "member.left": ["email", "role"],

  "credential.created": ["partnerId"],
  "credential.revealed": ["partnerId"],
  "credential.secret-changed": ["immediate", "version"],
  "credential.secret-rotated": ["partnerId", "overlapHours"],
  "credential.overlap-ended": ["partnerId"],
  "credential.deleted": ["partnerId"],

  "client-encryption-key.created": ["kid"],
  "client-encryption-key.revoked": ["kid", "callsInLastDay"],
  "client-encryption-key.restored": ["kid", "reason", "revokedAt", "revokedBy"],
  "client-encryption-key.compromised": ["kid"],
  "client-encryption-key.destroyed": ["kid"],
  "client-encryption-key.reminded": ["kid", "days"],

  "mastercard-encryption-key.added": ["alias", "kid", "active"],
  "mastercard-encryption-key.rehearsal-begun": ["alias", "kid"],
  "mastercard-encryption-key.rehearsal-failed": ["alias", "kid", "reason"],
  "mastercard-encryption-key.proven": ["alias", "kid"],
  "mastercard-encryption-key.activated": ["alias", "kid", "activeAlias", "activeKid"],
  "mastercard-encryption-key.activation-scheduled": ["alias", "kid", "at"],
  "mastercard-encryption-key.activation-cancelled": ["alias", "kid", "at"],
  "mastercard-encryption-key.activation-refused": ["alias", "kid", "at", "reason"],
  "mastercard-encryption-key.renamed": ["alias"],
  "mastercard-encryption-key.revoked": ["alias", "kid"],
  "mastercard-encryption-key.compromised": ["alias", "kid"],
  "mastercard-encryption-key.reminded": ["alias", "kid", "days"],

  "company.details-changed": ["name"],
  "company.submitted": ["name", "method", "companyNumber"],
  "company.withdrawn": ["name"],
  "company.linked": ["name", "companyNumber", "verification", "issuer", "identity"],
  "company.link-refused": ["issuer", "identity", "reason"],
  "company.document-added": ["name", "type"],
  "company.commented": [],
  "company.decided": ["name", "verification", "reason"],
  "company.assigned": ["name", "assignee"],

  "contract.entered": ["number", "companyId", "plan", "products", "validFrom", "validTo", "executedOn"],

  "production.draft-saved": ["plan"],
  "production.requested": ["plan", "state"],
  "production.withdrawn": ["state"],
  "production.commented": [],
  "production.assigned": ["assignee"],
  "production.first-approved": ["plan", "state"],
  "production.decided": ["plan", "state", "reason"],

  "partner.suspension-asked": ["name", "reason"],
  "partner.suspension-dropped": ["name"],
  "partner.suspended": ["name", "reason"],
  "partner.resumed": ["name"],
  "partner.keys-offered": ["name", "enabled"],

  "webhook.added": ["host"],
  "webhook.secret-rotated": ["host"],
  "webhook.removed": ["host"],
  "webhook.tested": ["host"],
  "webhook.redelivered": ["host", "type"],
  "webhook.given-up": ["host", "type", "reason"],

  "calendar-feed.made": [],
  "calendar-feed.ended": [],

  "account.signed-up": ["name", "company", "addressKnown"],
  "account.created": ["email", "name", "companyId", "operator", "operatorRole"],
  "account.logged-in": ["by"],
  "account.identity-unknown": [],
  "account.identity-linked": ["issuer"],
  "account.identity-unlinked": [],
  "account.log-in-failed": [],
  "account.logged-out": [],
  "account.session-ended": ["device"],
  "account.other-sessions-ended": ["sessionsEnded"],
  "account.password-reset-asked": [],
  "account.password-changed": ["sessionsEnded"],
  "account.email-change-asked": ["email"],
  "account.email-change-confirmed": ["end"],
  "account.email-changed": ["email"],
  "account.second-factor-begun": [],
  "account.second-factor-added": ["sessionsEnded"],
  "account.second-factor-removed": [],
  "account.recovery-codes-renewed": [],
  "account.recovery-code-used": ["left"],
  "account.code-refused": [],
  "account.attempts-limited": ["limit"],
  "account.notices-chosen": ["language", "withoutMail"],
  "company.created": ["name", "kind"],
  "first-operator.link-made": [],

  "key-policy.changed": KEY_POLICY,
  "key-policy.undone": KEY_POLICY,

  "backup.restored": ["madeAt"],

  "mail.given-up": ["recipient", "reason"],

  "master-key.announced": ["backend", "current"],
  "master-key.withdrawn": [],
  "master-key.current": ["current"],
  "master-key.retired": [],

  "audit-key.created": ["keyId"],
  "audit-trail.exported": ["chain", "upTo", "filtered"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;
