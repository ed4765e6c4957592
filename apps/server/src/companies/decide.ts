import { appendAudit } from "../audit/append.ts";
import type { Database, Transaction } from "../database/database.ts";
import { asOperator } from "../http/as-operator.ts";
import type { OperatorWho } from "../http/signed-in.ts";
import type { LanguagesOf } from "../notifications/languages.ts";
import { queueMail } from "../notifications/queue-mail.ts";
import { Problem } from "../problems/problem.ts";
import { type Decision, decisionMail } from "./decision-mail.ts";
import { afterStep, type VerificationState } from "./rules.ts";
import { say } from "./say.ts";
import { type Company, lockCompany, updateCompany } from "./store.ts";

export interface DecideDeps {
  readonly database: Database;
  readonly providerName: string;
  readonly publicUrl: () => string;
  readonly languagesOf: LanguagesOf;
}

/**
 * An operator's decision about a company: verified, refused, asked back, or opened again after it was verified, so that an approval waits for it anew. Whoever submitted it is told by mail.
 *
 * @param who an operator who may: `operatorWhoOf` has looked
 * @throws {Problem} not-found, wrong-state, own-request, timeline-full
 */
export async function decideCompany(
  deps: DecideDeps,
  who: OperatorWho,
  what: { readonly companyId: string; readonly step: Decision; readonly text: string | null },
): Promise<Company> {
  return asOperator(deps.database, who, async (tx) => {
    const company = await lockForOperator(tx, what.companyId);
    const state = afterDecision(company, what.step);
    if (state === null) throw new Problem("wrong-state", `The company is ${company.verification} meanwhile.`);
    if (company.submittedBy === who.signedIn.id || company.id === who.signedIn.companyId) {
      throw new Problem("own-request", "Nobody decides about what they have submitted themselves.");
    }
    const set = { verification: state, decidedAt: who.now, decidedBy: who.signedIn.email };
    await updateCompany(tx, company.id, set);
    const event = {
      companyId: company.id,
      at: who.now,
      side: "provider",
      author: who.signedIn.email,
    } as const;
    await say(tx, { ...event, kind: state, text: what.text });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "company.decided",
        subject: `company:${company.id}`,
        before: { verification: company.verification },
        after: { name: company.name, verification: state, reason: what.text },
      },
    ]);
    if (company.submittedByEmail !== null) {
      const setting = { provider: deps.providerName, publicUrl: deps.publicUrl() };
      const by = company.submittedBy;
      const language = by === null ? undefined : (await deps.languagesOf(tx, [by])).get(by);
      const reader = { email: company.submittedByEmail, language: language ?? "en" } as const;
      const decision = { company: company.name, step: what.step, text: what.text };
      await queueMail(tx, who.now, decisionMail(setting, reader, decision));
    }
    return { ...company, ...set };
  });
}

/** Where a decision leads; null: it can't be made. */
export function afterDecision(company: Company, step: Decision): VerificationState | null {
  if (step === "reopen" && company.kind === "client") return null;
  return afterStep(company.verification, step);
}

/**
 * Takes a verification on, or gives it to nobody; null takes it off.
 *
 * @throws {Problem} not-found
 */
export async function assignCompany(
  database: Database,
  who: OperatorWho,
  what: { readonly companyId: string; readonly assignee: string | null },
): Promise<Company> {
  return asOperator(database, who, async (tx) => {
    const company = await lockForOperator(tx, what.companyId);
    await updateCompany(tx, company.id, { assignee: what.assignee });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: null,
        action: "company.assigned",
        subject: `company:${company.id}`,
        after: { name: company.name, assignee: what.assignee },
      },
    ]);
    return { ...company, assignee: what.assignee };
  });
}

/**
 * Says something to the partner on the company's timeline.
 *
 * @throws {Problem} not-found, timeline-full
 */
export async function commentAsOperator(
  database: Database,
  who: OperatorWho,
  what: { readonly companyId: string; readonly text: string },
): Promise<Company> {
  return asOperator(database, who, async (tx) => {
    const company = await lockForOperator(tx, what.companyId);
    await say(tx, {
      companyId: company.id,
      at: who.now,
      side: "provider",
      author: who.signedIn.email,
      kind: "comment",
      text: what.text,
    });
    await appendAudit(tx, who.origin, who.now, [
      { projectId: null, action: "company.commented", subject: `company:${company.id}` },
    ]);
    return company;
  });
}

async function lockForOperator(tx: Transaction, id: string): Promise<Company> {
  const company = await lockCompany(tx, id);
  if (company === null) throw new Problem("not-found", "There is no such company.");
  return company;
}
