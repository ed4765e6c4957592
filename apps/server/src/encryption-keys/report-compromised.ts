import { requireAttempt } from "../accounts/limit-attempts.ts";
import { operatorIds } from "../accounts/store.ts";
import { type AuditEvent, appendAudit } from "../audit/append.ts";
import { readRequest } from "../certificate-authority/csr.ts";
import type { Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { KeyPolicy } from "../key-policy/rules.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import type { KeyFacts, NoticeFacts } from "../notices/kinds.ts";
import { Problem } from "../problems/problem.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import type { Project } from "../projects/store.ts";
import { tellMembers } from "../projects/tell-members.ts";
import type { AddClientKeyDeps } from "./add-client-key.ts";
import { findKey, readKey, type Which } from "./find-key.ts";
import { clientKeyEntry, makeClientKey } from "./make-client-key.ts";
import { makeMastercardKey, mastercardKeyEntry } from "./make-mastercard-key.ts";
import { keyProblem, refuse } from "./refuse.ts";
import { requireKeysEnabled } from "./require-keys-enabled.ts";
import {
  destructionOf,
  wasStoppedByReport,
  whyNotActivate,
  whyNotReportClientKey,
  whyNotSucceed,
} from "./rules.ts";
import {
  activateMastercardKey,
  type ClientEncryptionKey,
  findByKid,
  findMastercardKey,
  insertClientKey,
  insertMastercardKey,
  type MastercardEncryptionKey,
  mastercardKeysOf,
  setClientKeyRevoked,
  setMastercardKeyRevoked,
  successorOf,
} from "./store.ts";

export interface ReportedClientKey {
  readonly key: ClientEncryptionKey;
  readonly successor: ClientEncryptionKey | null;
  /** The key was in use, and the key store was away when its successor should have been made. */
  readonly successorToBeMade: boolean;
}

/** How often a key is looked at anew when it was revoked or brought back while its successor was made. */
const LOOKS = 3;

/**
 * For a Client Encryption Key that may be known to others: makes its successor, revokes it at once, also when it is the last one, and tells
 * the team and the operators. While the key store is away it is revoked without one, since stopping it can't wait. One that is revoked
 * already needs no successor: from then on nobody can bring it back. Reporting it again brings the successor that was made.
 *
 * @throws {Problem} not-found, not-allowed, key-revoked (its private half is destroyed), encryption-keys-not-enabled, too-many-attempts,
 *   unavailable
 */
export async function reportClientKey(
  deps: AddClientKeyDeps,
  who: Who,
  which: Which,
): Promise<ReportedClientKey> {
  const { database } = deps;
  const { project } = await requireRole(database, who.signedIn, which.projectId, "key.report-compromised");
  await requireKeysEnabled(database, project);
  const policy = await readKeyPolicy(database);
  for (let look = 1; ; look += 1) {
    const seen = await readKey(database, "client", project.id, which.keyId);
    const inUse = seen.revokedAt === null;
    if (inUse) await requireAttempt(database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
    const made = inUse ? await makeSuccessor(deps, who, project, seen, policy) : "none-needed";
    const done = await inTransaction(database, (tx) =>
      storeClientReport(tx, who, project, which, made, policy),
    );
    if (done !== "look-again") return done;
    if (look === LOOKS) throw new Problem("unavailable", "The key is being changed by others. Try again.");
  }
}

/** `none-needed`: the key was revoked when it was looked at. `to-be-made`: the key store is away. */
type MadeSuccessor = ClientEncryptionKey | "none-needed" | "to-be-made";

async function makeSuccessor(
  deps: AddClientKeyDeps,
  who: Who,
  project: Project,
  key: ClientEncryptionKey,
  policy: KeyPolicy,
): Promise<MadeSuccessor> {
  try {
    const made = await deps.keyWork(() =>
      makeClientKey(deps, {
        projectId: project.id,
        environmentId: key.environmentId,
        subject: `${deps.providerName} ${project.id}`.slice(0, 64),
        policy,
        now: who.now,
      }),
    );
    return { ...made, replaces: key.id };
  } catch (error) {
    if (error instanceof Problem && error.code === "key-store-away") return "to-be-made";
    throw error;
  }
}

async function storeClientReport(
  tx: Transaction,
  who: Who,
  project: Project,
  which: Which,
  made: MadeSuccessor,
  policy: KeyPolicy,
): Promise<ReportedClientKey | "look-again"> {
  const key = await findKey(tx, "client", project.id, which.keyId);
  if (key.compromisedAt !== null) return reported(key, await successorOf(tx, key));
  refuse(whyNotReportClientKey(key));
  const { id, kid, environmentId } = key;
  const told = { type: "client", alias: null, kid, id, environmentId } as const;
  if (key.revokedAt !== null) {
    // Revoked before: what remains is that nobody brings it back. A successor made meanwhile is not needed.
    const compromised = { ...key, compromisedAt: who.now };
    await setClientKeyRevoked(tx, compromised);
    await finish(tx, who, project, { ...told, successor: "none-needed" }, []);
    await publish(tx, [clientKeyEntry(compromised)]);
    return reported(compromised, null);
  }
  if (made === "none-needed") return "look-again";
  const revoked = {
    ...key,
    revokedAt: who.now,
    revokedBy: who.signedIn.email,
    compromisedAt: who.now,
    destroyAt: destructionOf(who.now, policy),
  };
  await setClientKeyRevoked(tx, revoked);
  if (made === "to-be-made") {
    await finish(tx, who, project, { ...told, successor: made }, []);
    await publish(tx, [clientKeyEntry(revoked)]);
    return reported(revoked, null);
  }
  await insertClientKey(tx, made);
  await finish(tx, who, project, { ...told, successor: "made" }, [
    {
      projectId: project.id,
      action: "client-encryption-key.created",
      subject: `client-encryption-key:${made.id}`,
      after: { kid: made.kid },
    },
  ]);
  await publish(tx, [clientKeyEntry(made), clientKeyEntry(revoked)]);
  return reported(revoked, made);
}

function reported(key: ClientEncryptionKey, successor: ClientEncryptionKey | null): ReportedClientKey {
  return { key, successor, successorToBeMade: successor === null && wasStoppedByReport(key) };
}

/** What takes the place of an active Mastercard Encryption Key: one that waits, or a new one from a request. */
export type Successor =
  | { readonly keyId: string }
  | { readonly alias: string; readonly certificateRequest: string };

export interface ReportedMastercardKey {
  readonly key: MastercardEncryptionKey;
  readonly successor: MastercardEncryptionKey | null;
  /** The active key was stopped without a successor: the reporter's second factor is missing, and with it the right to bring a new key. */
  readonly successorWithheld: boolean;
}

/**
 * The same for a Mastercard Encryption Key. The active one needs a successor, which becomes active in the same transaction. Where the
 * provider's policy withholds new keys from the reporter, who has shown no second factor, a new one that comes with the report is not taken:
 * whoever has its private half would read every answer from then on. The report goes through all the same, without a successor. Where it refuses
 * unproven keys, one that waits unproven isn't taken while a proven one waits; and when an unproven one is, everybody is told so.
 *
 * @throws {Problem} not-found, not-allowed, key-revoked, revoking-active-key, key-not-proven, invalid-csr, key-already-used, activating-expired-key,
 *   encryption-keys-not-enabled, too-many-attempts
 */
export async function reportMastercardKey(
  deps: AddClientKeyDeps,
  who: Who,
  which: Which & { readonly successor: Successor | null },
): Promise<ReportedMastercardKey> {
  const { database } = deps;
  const membership = await requireRole(database, who.signedIn, which.projectId, "key.report-compromised");
  const { project } = membership;
  const company = await requireKeysEnabled(database, project);
  const seen = await readKey(database, "mastercard", project.id, which.keyId);
  const withheld = (await standingOf(database, who.signedIn, membership)).withheld("key.add");
  const given = withheld && isNew(which.successor) ? null : which.successor;
  const made = await newSuccessor(deps, who, project, seen, company.name, given);
  return inTransaction(database, async (tx) => {
    const key = await findKey(tx, "mastercard", project.id, which.keyId);
    const known =
      given === null
        ? null
        : "keyId" in given
          ? await findMastercardKey(tx, project.id, given.keyId)
          : await findByKid(tx, project.id, made?.kid ?? "");
    if (key.compromisedAt !== null) {
      return { key, successor: known, successorWithheld: withheld && isNew(which.successor) };
    }
    refuse(key.revokedAt === null ? null : "key-revoked");
    const { id, kid, alias, environmentId } = key;
    const told = { type: "mastercard", alias, kid, id, environmentId, successor: null } as const;
    if (!key.active) {
      await setMastercardKeyRevoked(tx, key.id, who.now, who.now);
      const revoked = { ...key, revokedAt: who.now, compromisedAt: who.now };
      await finish(tx, who, project, told, []);
      await publish(tx, [mastercardKeyEntry(revoked)]);
      return { key: revoked, successor: null, successorWithheld: false };
    }
    if (withheld && given === null) {
      await setMastercardKeyRevoked(tx, key.id, who.now, who.now);
      const revoked = { ...key, active: false, revokedAt: who.now, compromisedAt: who.now };
      await finish(tx, who, project, { ...told, successor: "to-be-added" }, []);
      await publish(tx, [mastercardKeyEntry(revoked)]);
      return { key: revoked, successor: null, successorWithheld: true };
    }
    const successor = made ?? known;
    if (successor === null || successor.id === key.id || successor.environmentId !== key.environmentId) {
      throw keyProblem("revoking-active-key");
    }
    if (made !== null && known !== null) {
      throw new Problem(
        "key-already-used",
        `The key “${known.alias}” uses this key pair already: make a new pair.`,
      );
    }
    refuse(whyNotActivate(successor, who.now));
    if (made === null) await refuseBeforeProven(tx, successor, who.now);
    if (made !== null) await insertMastercardKey(tx, made);
    const changed = await activateMastercardKey(tx, successor, who.now);
    await setMastercardKeyRevoked(tx, key.id, who.now, who.now);
    const revoked = { ...key, active: false, revokedAt: who.now, compromisedAt: who.now };
    const active = changed.find(({ id }) => id === successor.id) ?? { ...successor, active: true };
    const subject = `mastercard-encryption-key:${successor.id}`;
    const after = { alias: successor.alias, kid: successor.kid };
    const named = { ...told, successor: successor.provenAt === null ? ("unproven" as const) : null };
    await finish(tx, who, project, named, [
      ...(made === null
        ? []
        : [{ projectId: project.id, action: "mastercard-encryption-key.added" as const, subject, after }]),
      {
        projectId: project.id,
        action: "mastercard-encryption-key.activated",
        subject,
        before: { activeAlias: key.alias, activeKid: key.kid },
        after,
      },
    ]);
    await publish(tx, [mastercardKeyEntry(active), mastercardKeyEntry(revoked)]);
    return { key: revoked, successor: active, successorWithheld: false };
  });
}

/** @throws {Problem} key-not-proven: the policy refuses unproven keys, and a proven one waits */
async function refuseBeforeProven(
  tx: Transaction,
  successor: MastercardEncryptionKey,
  now: Date,
): Promise<void> {
  const all = await mastercardKeysOf(tx, successor.environmentId);
  const waiting = all.filter((key) => !key.active && whyNotActivate(key, now) === null);
  refuse(whyNotSucceed(successor, waiting, await readKeyPolicy(tx)));
}

function isNew(successor: Successor | null): boolean {
  return successor !== null && !("keyId" in successor);
}

/** Certified before the transaction; null where no new key is asked for. */
async function newSuccessor(
  deps: AddClientKeyDeps,
  who: Who,
  project: Project,
  key: MastercardEncryptionKey,
  organization: string,
  given: Successor | null,
): Promise<MastercardEncryptionKey | null> {
  if (given === null || "keyId" in given) return null;
  const policy = await readKeyPolicy(deps.database);
  const request = await readRequest(given.certificateRequest, "/successor/certificateRequest", policy);
  if (key.compromisedAt === null) {
    await requireAttempt(deps.database, { kind: "key-work", of: [who.signedIn.id] }, who.now);
  }
  return makeMastercardKey(deps.authority, {
    projectId: project.id,
    environmentId: key.environmentId,
    alias: given.alias,
    request,
    organization,
    active: false,
    policy,
    now: who.now,
  });
}

interface ReportedKey extends Pick<KeyFacts, "kid" | "alias"> {
  readonly type: "client" | "mastercard";
  readonly id: string;
  readonly environmentId: string;
  readonly successor: NoticeFacts["key.compromised"]["successor"];
}

/** Writes it down and tells the team and the operators. */
async function finish(
  tx: Transaction,
  who: Who,
  project: Project,
  key: ReportedKey,
  before: readonly AuditEvent[],
): Promise<void> {
  await appendAudit(tx, who.origin, who.now, [
    ...before,
    {
      projectId: project.id,
      action: `${key.type}-encryption-key.compromised`,
      subject: `${key.type}-encryption-key:${key.id}`,
      after: { kid: key.kid, ...(key.alias === null ? {} : { alias: key.alias }) },
    },
  ]);
  const { type, kid, alias, environmentId, successor } = key;
  await tellMembers(
    tx,
    who.origin,
    who.now,
    {
      kind: "key.compromised",
      projectId: project.id,
      environmentId,
      facts: { keyType: type, kid, alias, successor },
    },
    await operatorIds(tx),
  );
}
