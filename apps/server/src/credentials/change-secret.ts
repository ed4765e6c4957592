import { hash } from "@node-rs/argon2";
import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Turnstile } from "../http/turnstile.ts";
import type { SecretVerifier } from "../key-book/entries.ts";
import { publish } from "../key-book/publish.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { credentialEntry } from "./make-credential.ts";
import { GATE_OVERLAP_MS, MOST_SECRETS, secretsInOverlap } from "./rules.ts";
import { lockCredential, readCredential, updateSecrets } from "./store.ts";
import { wrapNewSecret } from "./wrap-new-secret.ts";

export interface ChangeOfSecret {
  readonly credentialId: string;
  readonly newSecret: string;
  readonly immediate: boolean;
  /** The verifier that the gate has found the current secret to fit. Each change makes another, so no change can be made twice from one. */
  readonly ifVerifier: string;
}

export type ChangedSecret =
  | { readonly ok: true; readonly number: number }
  | { readonly ok: false; readonly reason: "changed-meanwhile" | "gone" | "too-many-secrets" };

/** Argon2id, 19 MiB, two passes (OWASP's first choice), for a secret the partner has chosen itself. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Changes a Partner Secret as asked at the gate, which has checked the old one. `immediate` ends the old secret and all running tokens;
 * otherwise all that work now work on, for 30 days at most from when they were replaced. No more than a few can be in force at a time, since
 * a log-in may have to try each of them.
 *
 * @returns the key book's number, with which a gateway knows that the change is in force there
 */
export async function changePartnerSecret(
  deps: {
    readonly database: Database;
    readonly custody: Custody;
    readonly clock: () => Date;
    /** Where hashing waits for its turn. */
    readonly hashing: Turnstile;
  },
  change: ChangeOfSecret,
): Promise<ChangedSecret> {
  const before = await readCredential(deps.database, change.credentialId);
  if (before === null) return { ok: false, reason: "gone" };
  if (before.secrets[0]?.verifier !== change.ifVerifier) return { ok: false, reason: "changed-meanwhile" };
  const verifier = await deps.hashing(() => hash(change.newSecret, ARGON2ID));
  const wrappedSecret = await wrapNewSecret(deps.custody, before, change.newSecret);
  return inTransaction<ChangedSecret>(deps.database, async (tx) => {
    const now = deps.clock();
    const credential = await lockCredential(tx, change.credentialId);
    if (credential === null) return { ok: false, reason: "gone" };
    if (credential.secrets[0]?.verifier !== change.ifVerifier) {
      return { ok: false, reason: "changed-meanwhile" };
    }
    const old = change.immediate ? [] : secretsInOverlap(credential.secrets, now, GATE_OVERLAP_MS);
    if (old.length >= MOST_SECRETS) return { ok: false, reason: "too-many-secrets" };
    const fresh: SecretVerifier = { scheme: "argon2id", verifier, notAfter: null };
    const changed = {
      secrets: [fresh, ...old],
      version: change.immediate ? credential.version + 1 : credential.version,
      wrappedSecret,
    };
    await updateSecrets(tx, credential.id, changed);
    const origin = {
      accountId: null,
      actor: `partner ${credential.partnerId}`,
      address: "gateway",
      requestId: "gateway",
    };
    await appendAudit(tx, origin, now, [
      {
        projectId: credential.projectId,
        action: "credential.secret-changed",
        subject: `credential:${credential.id}`,
        after: { immediate: change.immediate, version: changed.version },
      },
    ]);
    await tellMembers(tx, origin, now, {
      kind: "credential.secret-changed",
      projectId: credential.projectId,
      environmentId: credential.environmentId,
      facts: { partnerId: credential.partnerId, old: old.length === 0 ? "stopped" : "works-on" },
    });
    const number = await publish(tx, [credentialEntry({ ...credential, ...changed })]);
    return { ok: true, number };
  });
}
