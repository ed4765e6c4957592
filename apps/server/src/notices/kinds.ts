import type { AuditAction } from "../audit/actions.ts";
import type { ProjectRole } from "../permissions.ts";

/** The key that a notice is about. */
export interface KeyFacts {
  readonly keyType: "client" | "mastercard";
  readonly kid: string;
  /** Of a Mastercard Encryption Key. */
  readonly alias: string | null;
}

interface CredentialFacts {
  readonly partnerId: string;
}

interface PersonFacts {
  readonly name: string;
  readonly email: string;
}

interface RoleFacts extends PersonFacts {
  readonly role: ProjectRole;
}

interface WebhookFacts {
  /** Of its address; the rest of it may hold a secret. */
  readonly host: string;
}

interface WebhookChangeFacts extends WebhookFacts {
  /** `kinds`: those that it gets were chosen anew. */
  readonly change: "paused" | "resumed" | "kinds" | "secret";
}

interface RequestFacts {
  readonly plan: "test-drive-premium" | "production";
}

interface DecisionFacts extends RequestFacts {
  /** What the provider wrote to it. */
  readonly words: string | null;
}

interface ScheduleFacts extends KeyFacts {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What members of a project are told of, and what is told of it. No secret is ever among the facts: they go into mails and webhooks. */
export interface NoticeFacts {
  "project.created": Record<never, never>;
  "project.archived": Record<never, never>;
  "project.brought-back": Record<never, never>;
  "project.deleted": Record<never, never>;
  "member.invited": { readonly email: string; readonly role: ProjectRole };
  "member.joined": RoleFacts;
  "member.role-changed": RoleFacts;
  "member.removed": PersonFacts;
  "member.left": PersonFacts;
  "webhook.added": WebhookFacts;
  "webhook.changed": WebhookChangeFacts;
  "webhook.removed": WebhookFacts;
  "production.requested": RequestFacts;
  "production.withdrawn": RequestFacts;
  "production.more-information": DecisionFacts;
  "production.approved": DecisionFacts;
  "production.refused": DecisionFacts;
  /** `because`: its contract has a last day, or Test Drive Premium has only so many. */
  "production.ending": RequestFacts & {
    readonly contract: string;
    readonly because: "contract-ended" | "trial-over";
    /** ISO 8601, UTC. */
    readonly endsAt: string;
    readonly daysLeft: number;
  };
  "production.ended": { readonly contract: string; readonly reason: string };
  "partner.suspended": { readonly reason: string };
  "partner.resumed": Record<never, never>;
  "key.created": KeyFacts;
  /** `schedule`: it was activated by the server, because somebody had scheduled it. */
  "key.activated": KeyFacts & { readonly schedule: { readonly at: string; readonly by: string } | null };
  "key.activation-scheduled": ScheduleFacts;
  "key.activation-cancelled": ScheduleFacts;
  "key.activation-refused": ScheduleFacts & { readonly scheduledBy: string; readonly reason: string };
  "key.revoked": KeyFacts;
  "key.expiring": KeyFacts & { readonly notAfter: string; readonly daysLeft: number };
  /**
   * `successor` of a Client Encryption Key: `none-needed`: it was revoked before; `to-be-made`: the key store is away. Of the other type:
   * `to-be-added`: the active one was stopped without any; otherwise null.
   */
  "key.compromised": KeyFacts & {
    /** `unproven`: active from now on, though nobody has shown that they hold its private half. */
    readonly successor: "made" | "none-needed" | "to-be-made" | "to-be-added" | "unproven" | null;
  };
  "key.restored": KeyFacts & { readonly reason: string };
  "key.destroyed": KeyFacts;
  "credential.created": CredentialFacts;
  /** `immediate`: the old secret stopped at once. `overlap-ended`: old secrets that still worked have stopped. */
  "credential.secret-changed": CredentialFacts & { readonly old: "stopped" | "works-on" | "overlap-ended" };
  "credential.deleted": CredentialFacts;
}

export type NoticeKind = keyof NoticeFacts;

/** A kind with the facts that belong to it. */
export type Happening = {
  [Kind in NoticeKind]: { readonly kind: Kind; readonly facts: NoticeFacts[Kind] };
}[NoticeKind];

/**
 * Every kind, and whether a person may choose to get no mail of it. What changes who can call, who can read answers or who is told of it is
 * about security: an account or key in strange hands must not be able to work unheard.
 */
export const NOTICE_KINDS: Readonly<Record<NoticeKind, "security" | "choice">> = {
  "project.created": "choice",
  "project.archived": "choice",
  "project.brought-back": "choice",
  "project.deleted": "security",
  "member.invited": "choice",
  "member.joined": "security",
  "member.role-changed": "security",
  "member.removed": "security",
  "member.left": "security",
  "webhook.added": "security",
  "webhook.changed": "security",
  "webhook.removed": "security",
  "production.requested": "choice",
  "production.withdrawn": "choice",
  "production.more-information": "choice",
  "production.approved": "security",
  "production.refused": "choice",
  "production.ending": "choice",
  "production.ended": "security",
  "partner.suspended": "security",
  "partner.resumed": "security",
  "key.created": "choice",
  "key.activated": "security",
  "key.activation-scheduled": "choice",
  "key.activation-cancelled": "choice",
  "key.activation-refused": "choice",
  "key.revoked": "security",
  "key.expiring": "choice",
  "key.compromised": "security",
  "key.restored": "security",
  "key.destroyed": "choice",
  "credential.created": "security",
  "credential.secret-changed": "security",
  "credential.deleted": "security",
};

/** What befalls all projects of a partner or of a contract at once: each member gets one mail about all of theirs. */
export const OF_MANY_PROJECTS: ReadonlySet<NoticeKind> = new Set([
  "partner.suspended",
  "partner.resumed",
  "production.ending",
  "production.ended",
]);

export const ALL_KINDS = Object.keys(NOTICE_KINDS) as NoticeKind[];

/** What is written in a project's trail, and which notice goes with it. A test walks every change and looks for it. */
export const NOTICE_OF: Readonly<Partial<Record<AuditAction, NoticeKind | readonly NoticeKind[]>>> = {
  "project.created": "project.created",
  "project.archived": "project.archived",
  "project.brought-back": "project.brought-back",
  "project.deleted": "project.deleted",
  "member.invited": "member.invited",
  "member.joined": "member.joined",
  "member.role-changed": "member.role-changed",
  "member.removed": "member.removed",
  "member.left": "member.left",
  "webhook.added": "webhook.added",
  "webhook.changed": "webhook.changed",
  "webhook.secret-rotated": "webhook.changed",
  "webhook.removed": "webhook.removed",
  "production.requested": "production.requested",
  "production.withdrawn": "production.withdrawn",
  "production.decided": ["production.more-information", "production.approved", "production.refused"],
  "production.end-reminded": "production.ending",
  "production.ended": "production.ended",
  "partner.suspended": "partner.suspended",
  "partner.resumed": "partner.resumed",
  "credential.created": "credential.created",
  "credential.secret-changed": "credential.secret-changed",
  "credential.secret-rotated": "credential.secret-changed",
  "credential.overlap-ended": "credential.secret-changed",
  "credential.deleted": "credential.deleted",
  "client-encryption-key.created": "key.created",
  "client-encryption-key.revoked": "key.revoked",
  "client-encryption-key.restored": "key.restored",
  "client-encryption-key.compromised": "key.compromised",
  "client-encryption-key.destroyed": "key.destroyed",
  "client-encryption-key.reminded": "key.expiring",
  "mastercard-encryption-key.added": "key.created",
  "mastercard-encryption-key.activated": "key.activated",
  "mastercard-encryption-key.activation-scheduled": "key.activation-scheduled",
  "mastercard-encryption-key.activation-cancelled": "key.activation-cancelled",
  "mastercard-encryption-key.activation-refused": "key.activation-refused",
  "mastercard-encryption-key.revoked": "key.revoked",
  "mastercard-encryption-key.compromised": "key.compromised",
  "mastercard-encryption-key.reminded": "key.expiring",
};

/** What a kind is called where one chooses. */
export const NOTICE_LABELS: Readonly<Record<NoticeKind, string>> = {
  "project.created": "A project was made",
  "project.archived": "A project was archived",
  "project.brought-back": "A project was taken out of the archive",
  "project.deleted": "A project was deleted",
  "member.invited": "Somebody was invited",
  "member.joined": "Somebody joined the team",
  "member.role-changed": "A member's role changed",
  "member.removed": "A member was removed",
  "member.left": "A member left",
  "webhook.added": "A webhook was added",
  "webhook.changed": "A webhook was paused, resumed or changed",
  "webhook.removed": "A webhook was removed",
  "production.requested": "Production was requested",
  "production.withdrawn": "A request for Production was withdrawn",
  "production.more-information": "More information is needed for Production",
  "production.approved": "Production was approved",
  "production.refused": "Production was refused",
  "production.ending": "Production ends soon",
  "production.ended": "Production has ended",
  "partner.suspended": "Your access was suspended",
  "partner.resumed": "Your access was resumed",
  "key.created": "An encryption key was added",
  "key.activated": "An encryption key was activated",
  "key.activation-scheduled": "An activation was scheduled",
  "key.activation-cancelled": "A scheduled activation was cancelled",
  "key.activation-refused": "A scheduled activation could not be carried out",
  "key.revoked": "An encryption key was revoked",
  "key.expiring": "An encryption key expires soon",
  "key.compromised": "An encryption key was reported as compromised",
  "key.restored": "A revoked encryption key was brought back",
  "key.destroyed": "The private half of a revoked key was destroyed",
  "credential.created": "Credentials were added",
  "credential.secret-changed": "A Partner Secret was changed",
  "credential.deleted": "Credentials were deleted",
};
