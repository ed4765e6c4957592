import { z } from "zod";
import type { Database } from "../database/database.ts";
import { VERIFICATION_STATES } from "./rules.ts";
import { type Company, documentsOf, eventsOf } from "./store.ts";

export const addressAnswer = z.object({
  line1: z.string(),
  line2: z.string().optional(),
  city: z.string(),
  region: z.string().optional(),
  postalCode: z.string(),
  country: z.string(),
});

export const companyAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(["own", "client"]),
  legalName: z.string(),
  address: addressAnswer.nullable(),
  companyNumber: z.string().nullable(),
  verification: z.enum(VERIFICATION_STATES),
  method: z.enum(["company-id", "review", "linked"]).nullable(),
  submittedAt: z.iso.datetime().nullable(),
  submittedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  documents: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      type: z.string(),
      addedAt: z.iso.datetime(),
      addedBy: z.string(),
    }),
  ),
  timeline: z
    .array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        side: z.enum(["partner", "provider"]),
        author: z.string(),
        kind: z.string(),
        text: z.string().nullable(),
      }),
    )
    .describe("What has happened and what was said, oldest first; both sides read the same."),
});

/** A company with its verification, as both sides see it. */
export async function describeCompany(
  tx: Pick<Database, "select">,
  company: Company,
): Promise<z.infer<typeof companyAnswer>> {
  const [documents, events] = [await documentsOf(tx, company.id), await eventsOf(tx, company.id)];
  return {
    id: company.id,
    kind: company.kind,
    legalName: company.name,
    address: company.address,
    companyNumber: company.companyNumber,
    verification: company.verification,
    method: company.method,
    submittedAt: company.submittedAt?.toISOString() ?? null,
    submittedBy: company.submittedByEmail,
    decidedAt: company.decidedAt?.toISOString() ?? null,
    documents: documents.map(({ id, name, type, addedAt, addedBy }) => ({
      id,
      name,
      type,
      addedAt: addedAt.toISOString(),
      addedBy,
    })),
    timeline: events.map(({ id, at, side, author, kind, text }) => ({
      id,
      at: at.toISOString(),
      side,
      author,
      kind,
      text,
    })),
  };
}
