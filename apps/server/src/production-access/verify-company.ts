import { randomUUIDv7 } from "node:crypto";
import { appendAudit } from "../audit/append.ts";
import type { ReadDocument } from "../companies/document.ts";
import { type Address, afterStep, detailsAreOpen, MOST_DOCUMENTS } from "../companies/rules.ts";
import { say } from "../companies/say.ts";
import { type Company, documentsOf, insertDocument, updateCompany } from "../companies/store.ts";
import type { Database } from "../database/database.ts";
import type { Who } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refreshClient, withCompany } from "./company-of-project.ts";

/**
 * Gives the partner's own company its legal name and address. Those of a client are its project's.
 *
 * @throws {Problem} not-found, not-allowed, company-not-open
 */
export async function changeOwnCompany(
  database: Database,
  who: Who,
  what: { readonly projectId: string; readonly legalName: string; readonly address: Address },
): Promise<void> {
  await withCompany(database, who, what.projectId, async (tx, company, project) => {
    const refused = whyNotChange(company, who.signedIn.companyId);
    if (refused !== null) throw new Problem("company-not-open", NOT_OPEN[refused]);
    await updateCompany(tx, company.id, { name: what.legalName, address: what.address });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "company.details-changed",
        subject: `company:${company.id}`,
        before: { name: company.name },
        after: { name: what.legalName },
      },
    ]);
  });
}

const NOT_OPEN = {
  client: "Change the client's details in the project.",
  "not-your-company": "Somebody of that company gives its details.",
  "company-not-open": "The details are being reviewed, or are verified: they stay as they are.",
} as const;

/** @param companyId of whoever asks */
export function whyNotChange(company: Company, companyId: string | null): keyof typeof NOT_OPEN | null {
  if (company.kind === "client") return "client";
  if (company.id !== companyId) return "not-your-company";
  return detailsAreOpen(company.verification) ? null : "company-not-open";
}

/**
 * Asks the provider to verify the company: by its company ID, or by a review of documents.
 *
 * @throws {Problem} not-found, not-allowed, wrong-state, company-incomplete
 */
export async function submitCompany(
  database: Database,
  who: Who,
  what: {
    readonly projectId: string;
    readonly method: "company-id" | "review";
    readonly companyNumber: string | null;
    readonly note: string | null;
  },
): Promise<void> {
  await withCompany(database, who, what.projectId, async (tx, found, project) => {
    const state = afterStep(found.verification, "submit");
    if (state === null) throw new Problem("wrong-state", `The company is ${found.verification} already.`);
    const company = await refreshClient(tx, found, project);
    if (company.address === null) {
      throw new Problem("company-incomplete", "Give the company's legal name and address first.");
    }
    if (what.method === "review" && (await documentsOf(tx, company.id)).length === 0) {
      throw new Problem("company-incomplete", "Add a document that shows the company's name and address.");
    }
    await updateCompany(tx, company.id, {
      verification: state,
      method: what.method,
      companyNumber: what.companyNumber,
      submittedAt: who.now,
      submittedBy: who.signedIn.id,
      submittedByEmail: who.signedIn.email,
      decidedAt: null,
      decidedBy: null,
    });
    const author = { side: "partner", author: who.signedIn.email } as const;
    await say(tx, { companyId: company.id, at: who.now, ...author, kind: "submitted", text: what.note });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "company.submitted",
        subject: `company:${company.id}`,
        after: { name: company.name, method: what.method, companyNumber: what.companyNumber },
      },
    ]);
  });
}

/**
 * Takes a verification back that nobody has decided yet.
 *
 * @throws {Problem} not-found, not-allowed, wrong-state
 */
export async function withdrawCompany(database: Database, who: Who, projectId: string): Promise<void> {
  await withCompany(database, who, projectId, async (tx, company, project) => {
    const state = afterStep(company.verification, "withdraw");
    if (state === null) throw new Problem("wrong-state", "There is no verification under way.");
    await updateCompany(tx, company.id, { verification: state });
    const author = { side: "partner", author: who.signedIn.email } as const;
    await say(tx, { companyId: company.id, at: who.now, ...author, kind: "withdrawn", text: null });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "company.withdrawn",
        subject: `company:${company.id}`,
        after: { name: company.name },
      },
    ]);
  });
}

/**
 * Adds a document for the operator who reviews. Documents are never removed: what a decision rested on stays.
 *
 * @throws {Problem} not-found, not-allowed, company-not-open for a verified company or one with too many
 */
export async function addDocument(
  database: Database,
  who: Who,
  what: { readonly projectId: string; readonly document: ReadDocument },
): Promise<void> {
  await withCompany(database, who, what.projectId, async (tx, company, project) => {
    if (company.verification === "verified")
      throw new Problem("company-not-open", "The company is verified already.");
    if ((await documentsOf(tx, company.id)).length >= MOST_DOCUMENTS) {
      throw new Problem("company-not-open", `A company holds at most ${MOST_DOCUMENTS} documents.`);
    }
    const { name, type, content } = what.document;
    const added = { addedAt: who.now, addedBy: who.signedIn.email };
    await insertDocument(tx, { id: randomUUIDv7(), companyId: company.id, name, type, content, ...added });
    await appendAudit(tx, who.origin, who.now, [
      {
        projectId: project.id,
        action: "company.document-added",
        subject: `company:${company.id}`,
        after: { name, type },
      },
    ]);
  });
}

/** @throws {Problem} not-found, not-allowed, timeline-full */
export async function commentOnCompany(
  database: Database,
  who: Who,
  what: { readonly projectId: string; readonly text: string },
): Promise<void> {
  await withCompany(database, who, what.projectId, async (tx, company, project) => {
    const author = { side: "partner", author: who.signedIn.email } as const;
    await say(tx, { companyId: company.id, at: who.now, ...author, kind: "comment", text: what.text });
    await appendAudit(tx, who.origin, who.now, [
      { projectId: project.id, action: "company.commented", subject: `company:${company.id}` },
    ]);
  });
}
