import { requireAttempt } from "../accounts/limit-attempts.ts";
import { appendAudit } from "../audit/append.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { type Environment, findEnvironment, lockEnvironment } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { credentialEntry, type MadeCredential, makeCredential } from "./make-credential.ts";
import { MOST_CREDENTIALS } from "./rules.ts";
import { type Credential, credentialsOf, insertCredential } from "./store.ts";
import { withFreePartnerId } from "./with-free-partner-id.ts";

/**
 * Adds a further set of Partner ID, Secret and App Key to an environment. In Production the secrets are in this answer and nowhere else.
 *
 * @throws {Problem} not-found, not-allowed, too-many-credentials
 */
export async function addCredential(
  deps: { readonly database: Database; readonly custody: Custody; readonly pepper: Buffer },
  who: Who,
  what: {
    readonly projectId: string;
    readonly environment: Environment["type"];
    readonly description: string;
  },
): Promise<MadeCredential> {
  const { project } = await requireRole(deps.database, who.signedIn, what.projectId, "credential.add");
  const environment = await findEnvironment(deps.database, project.id, what.environment);
  await requireAttempt(deps.database, { kind: "credential-work", of: [who.signedIn.id] }, who.now);
  const of = {
    projectId: project.id,
    environmentId: environment.id,
    type: environment.type,
    description: what.description,
    now: who.now,
  };
  return withFreePartnerId(async () => {
    const made = await makeCredential(deps, of);
    await inTransaction(deps.database, (tx) => store(tx, who, environment.type, made.credential));
    return made;
  });
}

async function store(
  tx: Transaction,
  who: Pick<Who, "origin" | "now">,
  type: Environment["type"],
  credential: Credential,
): Promise<void> {
  await lockEnvironment(tx, credential.projectId, type);
  if ((await credentialsOf(tx, credential.environmentId)).length >= MOST_CREDENTIALS) {
    throw new Problem("too-many-credentials", `An environment holds at most ${MOST_CREDENTIALS} sets.`);
  }
  await insertCredential(tx, credential);
  await appendAudit(tx, who.origin, who.now, [
    {
      projectId: credential.projectId,
      action: "credential.created",
      subject: `credential:${credential.id}`,
      after: { partnerId: credential.partnerId },
    },
  ]);
  await tellMembers(tx, who.origin, who.now, {
    kind: "credential.created",
    projectId: credential.projectId,
    environmentId: credential.environmentId,
    facts: { partnerId: credential.partnerId },
  });
  await publish(tx, [credentialEntry(credential)]);
}
