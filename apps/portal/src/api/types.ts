/** Answers of the management API, as far as the pages use them. */

export interface Me {
  account: {
    id: string;
    name: string;
    email: string;
    company: { id: string; name: string } | null;
    operator: boolean;
  };
  provider: { name: string; encryptionKeys: boolean };
  limits: { projects: number };
}

export interface Ability {
  allowed: boolean;
  reason?: string;
}

export type ProjectRole = "admin" | "read-only";

export interface Member {
  accountId: string;
  name: string;
  email: string;
  company: string | null;
  role: ProjectRole;
  since: string;
  isYou: boolean;
  can: { changeRole: Ability; remove: Ability };
}

export interface Invitation {
  id: string;
  email: string;
  role: ProjectRole;
  invitedBy: string;
  expiresAt: string;
  expired: boolean;
  can: { resend: Ability; withdraw: Ability };
}

export interface Team {
  members: Member[];
  invitations: Invitation[];
  places: { members: number; mostMembers: number; admins: number; mostAdmins: number };
  can: { inviteAdmin: Ability; inviteReadOnly: Ability; leave: Ability };
}

/** What the link of an invitation leads to. */
export interface SeenInvitation {
  projectName: string;
  role: ProjectRole;
  email: string;
  invitedBy: string;
  expiresAt: string;
  accountExists: boolean;
}

export type RsaSize = 2048 | 3072 | 4096;
export type SignatureHash = "SHA-256" | "SHA-384" | "SHA-512";

/** What the provider lays down for keys. */
export interface KeyPolicy {
  clientKeyDays: number;
  mastercardKeyDays: number;
  allowedBits: RsaSize[];
  defaultBits: RsaSize;
  signatureHashes: SignatureHash[];
  mostClientKeys: number;
  mostMastercardKeys: number;
  destroyAfterDays: number;
  reminderDays: number[];
  unprovenActivation: "ask-twice" | "refuse";
  secondFactor: "choice" | "production-admins";
  operatorSecondFactor: "choice" | "required";
}

/** The same as operators see it. */
export interface KeyPolicyHistory {
  version: number;
  policy: KeyPolicy;
  history: {
    version: number;
    changedAt: string;
    changedBy: string;
    before: KeyPolicy;
    policy: KeyPolicy;
  }[];
  can: { change: Ability; undo: Ability };
}

/** A revoked Client Encryption Key as operators see it. */
export interface RevokedKey {
  id: string;
  kid: string;
  project: { id: string; name: string };
  company: string | null;
  environment: "sandbox" | "production";
  revokedAt: string | null;
  revokedBy: string | null;
  destroyedAt: string | null;
  /** What one operator has asked for, and another one confirms. */
  restore: { reason: string; askedBy: string; askedAt: string; lapsesAt: string } | null;
  can: { restore: Ability; drop: Ability };
}

/** What an operator may do in the console. */
export interface OperatorConsole {
  /** True: nothing is allowed until a second factor was added or shown. */
  owesSecondFactor: boolean;
  can: {
    readPolicy: Ability;
    changePolicy: Ability;
    readAudit: Ability;
    restoreKey: Ability;
    decideProduction: Ability;
    decideCompany: Ability;
    readPartners: Ability;
    readContracts: Ability;
    readWebhooks: Ability;
    readApiServices: Ability;
    resetSecondFactor: Ability;
    openConsole: Ability;
  };
}

export interface Credential {
  id: string;
  description: string;
  partnerId: string;
  createdAt: string;
  oldSecretUntil: string | null;
  isLast: boolean;
  can: { reveal: Ability; rotate: Ability; delete: Ability };
}

export interface EncryptionKey {
  id: string;
  kid: string;
  fingerprints: { certificateSha256: string; certificateSha1: string; spkiSha256: string };
  status: "active" | "inactive" | "expired" | "revoked";
  notBefore: string;
  notAfter: string;
  createdAt: string;
  revokedAt: string | null;
  compromised: boolean;
  fileName: string;
  nextReminderAt: string | null;
}

export interface ClientKey extends EncryptionKey {
  destroyedAt: string | null;
  restorable: boolean;
  can: { revoke: Ability; reportCompromised: Ability };
}

export interface MastercardKey extends EncryptionKey {
  alias: string;
  activations: { from: string; to: string | null }[];
  provenAt: string | null;
  provenFrom: string | null;
  /** The scheduled activation that was made last; without an outcome it is still to come. */
  schedule: {
    at: string;
    scheduledBy: string;
    outcome: "activated" | "cancelled" | "replaced" | "refused" | null;
    reason: string | null;
  } | null;
  can: {
    rehearse: Ability;
    activate: Ability;
    schedule: Ability;
    cancelSchedule: Ability;
    rename: Ability;
    revoke: Ability;
    reportCompromised: Ability;
  };
}

/** What is to be done about the keys, as the server says. */
export interface NextStep {
  code: string;
  urgency: "now" | "soon" | "tidy";
  text: string;
  keyIds: string[];
}

export type EnvironmentType = "sandbox" | "production";

export interface Environment {
  id: string;
  type: EnvironmentType;
  plan: "test-drive" | "test-drive-premium" | "production";
  status: "active" | "pending" | "suspended";
  endsAt: string | null;
  endsInDays: number | null;
  gatewayUrl: string;
  credentials: Credential[];
  clientEncryptionKeys: ClientKey[];
  mastercardEncryptionKeys: MastercardKey[];
  nextSteps: NextStep[];
  can: { addCredential: Ability; addClientEncryptionKey: Ability; addMastercardEncryptionKey: Ability };
  inForce: { number: number; gateways: { name: string; applied: boolean; at: string }[] };
}

/** Use of a key or of credentials. */
export interface Use {
  id: string;
  firstUsedAt: string | null;
  lastUsedAt: string | null;
  calls: { hour: number; day: number; week: number };
  /** Calls of the last week by steps, the oldest first. */
  steps: number[];
}

export interface Usage {
  stepHours: number;
  from: string;
  credentials: Use[];
  clientEncryptionKeys: (Use & { confirmBeforeRevoke: boolean })[];
  mastercardEncryptionKeys: (Use & { readiness: Readiness })[];
}

/** How far the callers of the last day are ready for a key. */
export interface Readiness {
  saying: number;
  able: number;
  silent: number;
  unreadable: number;
  full: boolean;
}

export interface Project {
  id: string;
  name: string;
  purpose: "self" | "client";
  client: ClientCompany | null;
  archivedAt: string | null;
  can: {
    edit: Ability;
    editClient: Ability;
    archive: Ability;
    delete: Ability;
    requestProduction: Ability;
  };
  apiService: { id: string; name: string };
  commercialCountry: string;
  createdAt: string;
  encryptionKeys: boolean;
  environments: Environment[];
}

export interface ClientCompany {
  legalName: string;
  address: {
    line1: string;
    line2?: string;
    city: string;
    region?: string;
    postalCode: string;
    country: string;
  };
}

export interface Issued {
  certificatePem: string;
  chainPem: string[];
  kid: string;
  alias: string;
}

export interface ProjectSummary {
  id: string;
  name: string;
  purpose: "self" | "client";
  clientName: string | null;
  createdAt: string;
}

export interface ApiServices {
  items: { id: string; name: string; region: string; description: string; commercialCountries: string[] }[];
  countries: { code: string; name: string }[];
}

/** What an API service asks who wants to go to Production. */
export interface Question {
  id: string;
  question: string;
  hint: string;
  kind: "text" | "line" | "yes-no";
  required: boolean;
}
