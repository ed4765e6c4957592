import { appendAudit } from "../audit/append.ts";
import type { AuditValue } from "../audit/tables.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import { hasShownTwo } from "../http/operator-second-factor.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import { Problem } from "../problems/problem.ts";
import { DEFAULT_POLICY, inOrder, type KeyPolicy } from "./rules.ts";
import { insertPolicy, newestPolicies, type StoredPolicy, valuesOf } from "./store.ts";
import { tellOperators } from "./tell-operators.ts";
import type { PolicyField } from "./words.ts";

export interface ChangePolicyDeps extends DeskSetting {
  readonly database: Database;
}

/**
 * Lays down another policy in place of the version that the operator has seen, and tells every operator. The same values again make no new
 * version.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} policy-changed, naming who was faster; second-factor-required for whoever asks one of operators and has shown none
 */
export async function changePolicy(
  deps: ChangePolicyDeps,
  who: OperatorWho,
  what: { readonly version: number; readonly policy: KeyPolicy },
): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const [newest] = await newestPolicies(tx, 1);
    await replace(tx, deps, who, newest, what.version, inOrder(what.policy), "key-policy.changed");
  });
}

/**
 * Brings the values back that were in force before the version that the operator has seen. Done twice, it undoes itself.
 *
 * @throws {Problem} policy-changed, nothing-to-undo, second-factor-required
 */
export async function undoPolicy(deps: ChangePolicyDeps, who: OperatorWho, version: number): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const [newest, before] = await newestPolicies(tx, 2);
    if (newest === undefined) {
      throw new Problem("nothing-to-undo", "Nobody has changed the policy yet.");
    }
    const policy = before === undefined ? DEFAULT_POLICY : valuesOf(before);
    await replace(tx, deps, who, newest, version, policy, "key-policy.undone");
  });
}

async function replace(
  tx: Transaction,
  setting: DeskSetting,
  who: OperatorWho,
  newest: StoredPolicy | undefined,
  seen: number,
  policy: KeyPolicy,
  action: "key-policy.changed" | "key-policy.undone",
): Promise<void> {
  if ((newest?.version ?? 0) !== seen) throw changedMeanwhile(newest);
  const before = newest === undefined ? DEFAULT_POLICY : valuesOf(newest);
  const changed = changedFields(before, policy);
  if (changed.length === 0) return;
  if (changed.includes("operatorSecondFactor") && policy.operatorSecondFactor === "required") {
    await requireOwnSecondFactor(tx, who);
  }
  const inserted = await insertPolicy(tx, {
    ...policy,
    allowedBits: [...policy.allowedBits],
    signatureHashes: [...policy.signatureHashes],
    reminderDays: [...policy.reminderDays],
    version: seen + 1,
    changedAt: who.now,
    changedBy: who.signedIn.id,
    changedByEmail: who.signedIn.email,
  });
  if (!inserted) throw changedMeanwhile((await newestPolicies(tx, 1))[0]);
  const difference = { before: written(before, changed), after: written(policy, changed) };
  await appendAudit(tx, who.origin, who.now, [
    { projectId: null, action, subject: `key-policy:${seen + 1}`, ...difference },
  ]);
  await tellOperators(tx, setting, who.now, { by: who.signedIn.email, ...difference });
}

/** Whoever asks it of everybody has shown one, or they would shut themselves out with the rest. */
async function requireOwnSecondFactor(tx: Transaction, who: OperatorWho): Promise<void> {
  if (await hasShownTwo(tx, who.signedIn)) return;
  throw new Problem(
    "second-factor-required",
    "You would shut yourself out: add an authenticator app or a passkey on the page of your account, or log in anew with the one that you have. Then ask one of everybody here.",
  );
}

function changedMeanwhile(newest: StoredPolicy | undefined): Problem {
  return new Problem(
    "policy-changed",
    newest === undefined
      ? "This is not the version in force: open the page anew."
      : `${newest.changedByEmail} changed the policy meanwhile (version ${newest.version}, ${newest.changedAt.toISOString().slice(0, 16).replace("T", " ")} UTC). Nothing of yours was stored: look at the new values, then change what is left.`,
  );
}

function changedFields(from: KeyPolicy, to: KeyPolicy): PolicyField[] {
  return (Object.keys(DEFAULT_POLICY) as PolicyField[]).filter(
    (field) => flat(from[field]) !== flat(to[field]),
  );
}

function written(
  policy: KeyPolicy,
  fields: readonly PolicyField[],
): Partial<Record<PolicyField, AuditValue>> {
  return Object.fromEntries(fields.map((field) => [field, flat(policy[field])]));
}

function flat(value: KeyPolicy[PolicyField]): AuditValue {
  return Array.isArray(value) ? value.join(", ") : (value as AuditValue);
}
