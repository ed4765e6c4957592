import { appendAudit } from "../audit/append.ts";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import { readCompany } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Origin, SignedIn } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { environmentsOf, lockEnvironment } from "../projects/store.ts";
import { makeMastercardKey, mastercardKeyEntry } from "./make-mastercard-key.ts";
import { MOST_KEYS } from "./rules.ts";
import { aliasOfKid, insertMastercardKey, type MastercardEncryptionKey, mastercardKeysOf } from "./store.ts";

/** Adds a Mastercard Encryption Key to the Sandbox from a request. The environment's first one is active at once. */
export async function addMastercardKey(
  deps: { readonly database: Database; readonly authority: CertificateAuthority },
  who: { readonly signedIn: SignedIn; readonly origin: Origin; readonly now: Date },
  what: { readonly projectId: string; readonly alias: string; readonly certificateRequest: string },
): Promise<MastercardEncryptionKey> {
  const { project } = await requireRole(deps.database, who.signedIn, what.projectId, "key.add");
  const company =
    who.signedIn.companyId === null ? null : await readCompany(deps.database, who.signedIn.companyId);
  if (company?.encryptionKeysEnabled !== true) {
    throw new Problem(
      "encryption-keys-not-enabled",
      "Ask the provider to enable encryption keys for your company.",
    );
  }
  const [sandbox] = (await environmentsOf(deps.database, project.id)).filter(
    ({ type }) => type === "sandbox",
  );
  if (sandbox === undefined) throw new Problem("not-found", "The project has no Sandbox.");
  const made = await makeMastercardKey(deps.authority, {
    projectId: project.id,
    environmentId: sandbox.id,
    alias: what.alias,
    certificateRequest: what.certificateRequest,
    pointer: "/certificateRequest",
    organization: company.name,
    active: false,
    now: who.now,
  });
  return inTransaction(deps.database, async (tx) => {
    await lockEnvironment(tx, project.id, "sandbox");
    await refuseUsedPair(tx, project.id, made.kid);
    const others = await mastercardKeysOf(tx, sandbox.id);
    if (others.length >= MOST_KEYS) {
      throw new Problem(
        "too-many-keys",
        `An environment holds at most ${MOST_KEYS} Mastercard Encryption Keys.`,
      );
    }
    const key = { ...made, active: others.every((other) => other.revokedAt !== null) };
    await insertMastercardKey(tx, key);
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "mastercard-encryption-key.added",
        subject: `mastercard-encryption-key:${key.id}`,
        after: { alias: key.alias, kid: key.kid, active: key.active },
      },
    ]);
    await publish(tx, [mastercardKeyEntry(key)]);
    return key;
  });
}

/** @throws {Problem} key-already-used, naming the key that has the pair */
export async function refuseUsedPair(
  tx: Pick<Database, "select">,
  projectId: string,
  kid: string,
): Promise<void> {
  const alias = await aliasOfKid(tx, projectId, kid);
  if (alias !== null) {
    throw new Problem("key-already-used", `The key “${alias}” uses this key pair already: make a new pair.`);
  }
}
