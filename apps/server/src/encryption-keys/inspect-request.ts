import { z } from "zod";
import { readRequest } from "../certificate-authority/csr.ts";
import type { Database } from "../database/database.ts";
import type { SignedIn } from "../http/signed-in.ts";
import { readKeyPolicy } from "../key-policy/store.ts";
import { requireRole } from "../projects/require-role.ts";
import { findByKid } from "./store.ts";

export const inspectedAnswer = z.object({
  subject: z.string().describe("As people write names: C=US, O=Example, CN=client."),
  bits: z.number().int(),
  signatureAlgorithm: z.string(),
  kid: z.string().describe("Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER."),
  usedBy: z.string().nullable().describe("The alias of the project's key that has this pair already."),
});

/**
 * What a certificate signing request says, before a key is made of it.
 *
 * @throws {Problem} not-found, not-allowed, invalid-csr
 */
export async function inspectRequest(
  database: Database,
  signedIn: SignedIn,
  what: { readonly projectId: string; readonly certificateRequest: string },
): Promise<z.infer<typeof inspectedAnswer>> {
  const { project } = await requireRole(database, signedIn, what.projectId, "key.add");
  const request = await readRequest(
    what.certificateRequest,
    "/certificateRequest",
    await readKeyPolicy(database),
  );
  const known = await findByKid(database, project.id, request.keyId);
  return {
    subject: request.subject,
    bits: request.publicKey.bits,
    signatureAlgorithm: request.signatureAlgorithm,
    kid: request.keyId,
    usedBy: known?.alias ?? null,
  };
}
