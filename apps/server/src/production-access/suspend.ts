import { asc, eq, inArray } from "drizzle-orm";
import { accounts } from "../accounts/tables.ts";
import { appendAudit } from "../audit/append.ts";
import { type Company, lockCompany, NOT_SUSPENDED, updateCompany } from "../companies/store.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import { publish } from "../key-book/publish.ts";
import type { Happening } from "../notices/kinds.ts";
import type { DeskSetting } from "../notices/mail-operators.ts";
import { Problem } from "../problems/problem.ts";
import { environmentEntry } from "../projects/environment-entry.ts";
import type { Environment } from "../projects/store.ts";
import { environments, projects } from "../projects/tables.ts";
import { tellMembers } from "../projects/tell-members.ts";
import { lapseSuspension } from "./lapse-suspensions.ts";
import { tellOperators } from "./tell-operators.ts";

export interface SuspensionDeps extends DeskSetting {
  readonly database: Database;
}

/**
 * Suspends a partner, by two operators: the first asks for it with a reason, another one confirms, and from then on every gateway refuses
 * the calls of all its projects. What nobody confirms in time lapses, and who comes later asks anew.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state, own-request, second-pair-of-eyes
 */
export async function suspendPartner(
  deps: SuspensionDeps,
  who: OperatorWho,
  what: { readonly companyId: string; readonly reason: string },
): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const found = await lockPartner(tx, who, what.companyId);
    const company = await lapseSuspension(tx, deps, found, who.now);
    if (company.suspendedAt !== null) throw new Problem("wrong-state", "The partner is suspended already.");
    const asked = { name: company.name, reason: company.suspensionReason ?? what.reason };
    const subject = `company:${company.id}`;
    if (company.suspensionAskedBy === null) {
      await updateCompany(tx, company.id, {
        suspensionReason: what.reason,
        suspensionAskedBy: who.signedIn.id,
        suspensionAskedByEmail: who.signedIn.email,
        suspensionAskedAt: who.now,
      });
      await appendAudit(tx, who.origin, who.now, [
        { projectId: null, action: "partner.suspension-asked", subject, after: asked },
      ]);
      await tellOperators(tx, deps, who.now, { ...asked, kind: "asked", ...by(who, company) });
      return;
    }
    if (company.suspensionAskedBy === who.signedIn.id) {
      throw new Problem("second-pair-of-eyes", "You have asked for it: another operator confirms.");
    }
    await updateCompany(tx, company.id, { suspendedAt: who.now, suspensionConfirmedBy: who.signedIn.id });
    const stopped = await environmentsOfPartner(tx, company.id, (status) => status !== "suspended");
    await appendAudit(tx, who.origin, who.now, [
      { projectId: null, action: "partner.suspended", subject, after: asked },
      ...projectsIn(stopped).map((projectId) => ({
        projectId,
        action: "partner.suspended" as const,
        subject,
        after: asked,
      })),
    ]);
    await tell(tx, stopped, who.now, { kind: "partner.suspended", facts: { reason: asked.reason } });
    await tellOperators(tx, deps, who.now, { ...asked, kind: "suspended", ...by(who, company) });
    await change(tx, stopped, ({ status, suspendedFrom }) => ({
      status: "suspended",
      suspendedFrom: status === "suspended" ? suspendedFrom : status,
    }));
  });
}

/**
 * Ends a suspension, or what was asked for of one: environments are again what they were. One operator does it.
 *
 * @throws {Problem} not-found, wrong-state, own-request
 */
export async function resumePartner(
  deps: SuspensionDeps,
  who: OperatorWho,
  companyId: string,
): Promise<void> {
  await asOperator(deps.database, who, async (tx) => {
    const company = await lockPartner(tx, who, companyId);
    if (company.suspensionAskedBy === null) throw new Problem("wrong-state", "The partner is not suspended.");
    await updateCompany(tx, company.id, NOT_SUSPENDED);
    const subject = `company:${company.id}`;
    const told = { name: company.name };
    const toOperators = { ...told, reason: company.suspensionReason, ...by(who, company) };
    if (company.suspendedAt === null) {
      await appendAudit(tx, who.origin, who.now, [
        { projectId: null, action: "partner.suspension-dropped", subject, after: told },
      ]);
      await tellOperators(tx, deps, who.now, { ...toOperators, kind: "dropped" });
      return;
    }
    const stopped = await environmentsOfPartner(tx, company.id, (status) => status === "suspended");
    await appendAudit(tx, who.origin, who.now, [
      { projectId: null, action: "partner.resumed", subject, after: told },
      ...projectsIn(stopped).map((projectId) => ({
        projectId,
        action: "partner.resumed" as const,
        subject,
        after: told,
      })),
    ]);
    await tell(tx, stopped, who.now, { kind: "partner.resumed", facts: {} });
    await tellOperators(tx, deps, who.now, { ...toOperators, kind: "resumed" });
    await change(tx, stopped, (one) => ({ status: one.suspendedFrom ?? "pending", suspendedFrom: null }));
  });
}

/**
 * Offers a partner encryption keys, or withholds them: those that there are go on, new ones are refused.
 *
 * @throws {Problem} not-found
 */
export async function offerKeys(
  database: Database,
  who: OperatorWho,
  what: { readonly companyId: string; readonly enabled: boolean },
): Promise<void> {
  await asOperator(database, who, async (tx) => {
    const company = await lockPartner(tx, who, what.companyId);
    await updateCompany(tx, company.id, { encryptionKeysEnabled: what.enabled });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "partner.keys-offered",
        subject: `company:${company.id}`,
        before: { enabled: company.encryptionKeysEnabled },
        after: { name: company.name, enabled: what.enabled },
      },
    ]);
  });
}

async function lockPartner(tx: Transaction, who: OperatorWho, id: string): Promise<Company> {
  const company = await lockCompany(tx, id);
  if (company === null || company.kind !== "own") throw new Problem("not-found", "There is no such partner.");
  if (company.id === who.signedIn.companyId) {
    throw new Problem("own-request", "Nobody decides about their own company.");
  }
  return company;
}

/** Who does it, and who had asked. */
function by(who: OperatorWho, company: Company) {
  return { by: who.signedIn.email, askedBy: company.suspensionAskedByEmail };
}

/** Locked in the order of their ids, as long as this transaction lasts. */
async function environmentsOfPartner(
  tx: Transaction,
  companyId: string,
  which: (status: Environment["status"]) => boolean,
): Promise<Environment[]> {
  const ids = tx
    .select({ id: projects.id })
    .from(projects)
    .innerJoin(accounts, eq(accounts.id, projects.accountId))
    .where(eq(accounts.companyId, companyId));
  const rows = await tx
    .select()
    .from(environments)
    .where(inArray(environments.projectId, ids))
    .orderBy(asc(environments.id))
    .for("update");
  return rows.filter(({ status }) => which(status));
}

async function change(
  tx: Transaction,
  all: readonly Environment[],
  to: (environment: Environment) => Partial<Environment>,
): Promise<void> {
  const changed: Environment[] = [];
  for (const environment of all) {
    const set = to(environment);
    await tx.update(environments).set(set).where(eq(environments.id, environment.id));
    changed.push({ ...environment, ...set });
  }
  if (changed.length > 0) await publish(tx, changed.map(environmentEntry));
}

function projectsIn(all: readonly Environment[]): string[] {
  return [...new Set(all.map(({ projectId }) => projectId))];
}

/** The members of each project, of theirs. */
async function tell(
  tx: Transaction,
  all: readonly Environment[],
  now: Date,
  happening: Happening,
): Promise<void> {
  for (const projectId of projectsIn(all)) {
    await tellMembers(tx, null, now, { ...happening, projectId, environmentId: null });
  }
}
