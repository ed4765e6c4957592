import { hash } from "@node-rs/argon2";
import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { SecretVerifier } from "../key-book/entries.ts";
import { publish } from "../key-book/publish.ts";
import { credentialEntry, secretContext } from "./make-credential.ts";
import { SECRET_OVERLAP_MS } from "./rules.ts";
import { lockCredential, updateSecrets } from "./store.ts";

export interface ChangeOfSecret {
  readonly credentialId: string;
  readonly newSecret: string;
  readonly immediate: boolean;
  readonly ifVersion: number;
}

/** Argon2id, 19 MiB, two passes (OWASP's first choice), for a secret the partner has chosen itself. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Changes a Partner Secret as asked at the gate, which has checked the old one. `immediate` ends the old secret and all running tokens;
 * otherwise the old secret works on for 30 days.
 *
 * @returns the key book's number, with which a gateway knows that the change is in force there
 */
export async function changePartnerSecret(
  deps: { readonly database: Database; readonly custody: Custody; readonly clock: () => Date },
  change: ChangeOfSecret,
): Promise<{ ok: true; number: number } | { ok: false; reason: "changed-meanwhile" | "gone" }> {
  const verifier = await hash(change.newSecret, ARGON2ID);
  const wrappedSecret = await deps.custody.wrap(
    Buffer.from(change.newSecret),
    secretContext(change.credentialId, "partner-secret"),
  );
  return inTransaction(deps.database, async (tx) => {
    const now = deps.clock();
    const credential = await lockCredential(tx, change.credentialId);
    if (credential === null) return { ok: false as const, reason: "gone" as const };
    if (credential.version !== change.ifVersion)
      return { ok: false as const, reason: "changed-meanwhile" as const };
    const fresh: SecretVerifier = { scheme: "argon2id", verifier, notAfter: null };
    const [current] = credential.secrets;
    const old =
      change.immediate || current === undefined
        ? []
        : [{ ...current, notAfter: new Date(now.getTime() + SECRET_OVERLAP_MS).toISOString() }];
    const changed = {
      secrets: [fresh, ...old],
      version: change.immediate ? credential.version + 1 : credential.version,
      wrappedSecret: credential.wrappedSecret === null ? null : wrappedSecret,
    };
    await updateSecrets(tx, credential.id, changed);
    await appendAudit(
      tx,
      { accountId: null, actor: `partner ${credential.partnerId}`, address: "gateway", requestId: "gateway" },
      now,
      [
        {
          projectId: credential.projectId,
          action: "credential.secret-changed",
          subject: `credential:${credential.id}`,
          after: { immediate: change.immediate, version: changed.version },
        },
      ],
    );
    const number = await publish(tx, [credentialEntry({ ...credential, ...changed })]);
    return { ok: true as const, number };
  });
}
