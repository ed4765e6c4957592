import { z } from "zod";
import type { Database } from "../database/database.ts";
import { VERIFICATION_STATES } from "./rules.ts";
import { type Company, documentsOf, eventsOf } from "./store.ts";
import { describeTimeline, timelineAnswer } from "./timeline.ts";

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
  timeline: timelineAnswer,
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
    timeline: describeTimeline(events),
  };
}
