import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { noSuchCredential } from "./lock-in-project.ts";
import { secretContext } from "./make-credential.ts";
import { findCredential } from "./store.ts";

export interface RevealedCredential {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
}

/** Shows a Sandbox credential's secrets again; who saw them and when is written down first. */
export async function revealCredential(
  deps: { readonly database: Database; readonly custody: Custody },
  who: Who,
  which: { readonly projectId: string; readonly credentialId: string },
): Promise<RevealedCredential> {
  await requireRole(deps.database, who.signedIn, which.projectId, "credential.reveal");
  const credential = await findCredential(deps.database, which.projectId, which.credentialId);
  if (credential === null) throw noSuchCredential();
  const { wrappedAppKey, wrappedSecret } = credential;
  if (wrappedAppKey === null || wrappedSecret === null) {
    throw new Problem("secret-not-shown", "These secrets were shown once, when they were made.");
  }
  const appKey = await deps.custody.unwrap(wrappedAppKey, secretContext(credential.id, "app-key"));
  const secret = await deps.custody.unwrap(wrappedSecret, secretContext(credential.id, "partner-secret"));
  await inTransaction(deps.database, (tx) =>
    appendAudit(tx, who.origin, who.now, [
      {
        projectId: which.projectId,
        action: "credential.revealed",
        subject: `credential:${credential.id}`,
        after: { partnerId: credential.partnerId },
      },
    ]),
  );
  return {
    partnerId: credential.partnerId,
    partnerSecret: secret.toString("utf8"),
    appKey: appKey.toString("utf8"),
  };
}
