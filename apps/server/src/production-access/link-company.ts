import { eq } from "drizzle-orm";
import type { Identity } from "../accounts/identity/service.ts";
import { appendAudit } from "../audit/append.ts";
import { afterStep } from "../companies/rules.ts";
import { say } from "../companies/say.ts";
import { type Company, updateCompany } from "../companies/store.ts";
import type { IdentityConfig } from "../config.ts";
import type { Database, Transaction } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import type { Project } from "../projects/store.ts";
import { projects } from "../projects/tables.ts";
import { refreshClient, withCompany } from "./company-of-project.ts";
import { readVouchedCompany, type VouchedCompany, whyNotThisCompany } from "./vouched-company.ts";

/**
 * Verifies a project's company at once, by the word of the identity service that somebody has just logged in at. What stands afterwards is what
 * the service has vouched for; whom it vouches for and who did it is written down. A refusal is written down as well.
 *
 * @throws {Problem} company-mismatch, company-not-open, wrong-state, not-found, not-allowed, timeline-full
 */
export async function linkCompany(
  database: Database,
  who: Who,
  what: {
    readonly projectId: string;
    readonly identity: Identity;
    readonly names: NonNullable<IdentityConfig["company"]>;
    readonly serviceName: string;
  },
): Promise<void> {
  const { identity } = what;
  const vouched = readVouchedCompany(identity.claims, what.names);
  const refused = await withCompany(database, who, what.projectId, async (tx, found, project) => {
    const state = afterStep(found.verification, "link");
    if (state === null) throw new Problem("wrong-state", `The company is ${found.verification} already.`);
    if (found.kind === "own" && found.id !== who.signedIn.companyId) {
      throw new Problem("company-not-open", "Somebody of that company links it.");
    }
    const company = await refreshClient(tx, found, project);
    const reason = typeof vouched === "string" ? vouched : whyNotThisCompany(company, vouched);
    if (reason !== null || typeof vouched === "string") return reason;
    await takeDetails(tx, company, project, vouched);
    await updateCompany(tx, company.id, {
      name: vouched.legalName,
      address: vouched.address,
      companyNumber: vouched.companyNumber,
      verification: state,
      method: "linked",
      submittedAt: who.now,
      submittedBy: who.signedIn.id,
      submittedByEmail: who.signedIn.email,
      decidedAt: who.now,
      decidedBy: what.serviceName,
    });
    const event = {
      companyId: company.id,
      at: who.now,
      side: "partner",
      author: who.signedIn.email,
    } as const;
    await say(tx, {
      ...event,
      kind: "linked",
      text: `${what.serviceName} (${identity.issuer}) vouches for it.`,
    });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "company.linked",
        subject: `company:${company.id}`,
        before: { name: company.name, verification: found.verification },
        after: {
          name: vouched.legalName,
          companyNumber: vouched.companyNumber,
          verification: state,
          issuer: identity.issuer,
          identity: identity.subject,
        },
      },
    ]);
    return null;
  });
  if (refused === null) return;
  await inTransaction(database, (tx) =>
    appendAudit(tx, who.origin, who.now, [
      {
        projectId: what.projectId,
        action: "company.link-refused",
        subject: `project:${what.projectId}`,
        after: { issuer: identity.issuer, identity: identity.subject, reason: refused },
      },
    ]),
  );
  throw new Problem("company-mismatch", refused);
}

/** A client's details stand in its project too. */
async function takeDetails(
  tx: Transaction,
  company: Company,
  project: Project,
  { legalName, address }: VouchedCompany,
): Promise<void> {
  if (company.kind === "own") return;
  await tx.update(projects).set({ client: { legalName, address } }).where(eq(projects.id, project.id));
}
