import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CertificateAuthority } from "../certificate-authority/open-authority.ts";
import type { Database } from "../database/database.ts";
import { originOf, requireSignedIn } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { apiServiceOf, slugOf } from "../projects/rules.ts";
import { addMastercardKey } from "./add-mastercard-key.ts";
import {
  certificatePem,
  clientKeyFileName,
  describeMastercardKey,
  mastercardKeyAnswer,
} from "./describe-keys.ts";
import { aliasField, certificateRequestField } from "./make-mastercard-key.ts";
import { activationsOf, findClientKey, findMastercardKey } from "./store.ts";

export interface EncryptionKeyRoutesDeps {
  readonly database: Database;
  readonly authority: CertificateAuthority;
  readonly clock: () => Date;
}

const TAGS = ["encryption-keys"];
const keyParams = z.object({ id: z.uuid(), keyId: z.uuid() });

/** What the page needs to finish the key file: the certificate just issued and its issuers, PEM. */
export const issuedAnswer = z.object({
  certificatePem: z.string(),
  chainPem: z.array(z.string()),
  kid: z.string(),
  alias: z.string(),
});

export function encryptionKeyRoutes(deps: EncryptionKeyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.post(
      "/projects/:id/environments/sandbox/mastercard-encryption-keys",
      {
        bodyLimit: 32 * 1024,
        schema: {
          tags: TAGS,
          operationId: "addMastercardEncryptionKey",
          summary: "Add a Mastercard Encryption Key from a certificate signing request",
          description: "Repeating a request with the same alias gives the key that it made, with 200.",
          params: z.object({ id: z.uuid() }),
          body: z.object({ alias: aliasField, certificateRequest: certificateRequestField }),
          response: {
            200: z.object({ key: mastercardKeyAnswer, issued: issuedAnswer }),
            201: z.object({ key: mastercardKeyAnswer, issued: issuedAnswer }),
            ...refusals(
              "invalid-request",
              "invalid-csr",
              "not-found",
              "not-allowed",
              "key-already-used",
              "too-many-keys",
              "encryption-keys-not-enabled",
              "too-many-attempts",
            ),
          },
        },
      },
      async (request, reply) => {
        const now = deps.clock();
        const who = { signedIn: requireSignedIn(request), origin: originOf(request), now };
        const { key, created } = await addMastercardKey(deps, who, {
          projectId: request.params.id,
          ...request.body,
        });
        const { project } = await requireRole(deps.database, who.signedIn, request.params.id, "project.read");
        return reply.code(created ? 201 : 200).send({
          key: describeMastercardKey(
            key,
            await activationsOf(deps.database, [key.id]),
            slugOf(project.name),
            now,
          ),
          issued: {
            certificatePem: certificatePem(key.certificate),
            chainPem: deps.authority.chain.map(certificatePem),
            kid: key.kid,
            alias: key.alias,
          },
        });
      },
    );

    app.get(
      "/projects/:id/client-encryption-keys/:keyId/certificate.pem",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadClientEncryptionKey",
          summary: "Download the public Client Encryption Key: an X.509 certificate in PEM",
          params: keyParams,
          response: { 200: z.string(), ...refusals("not-found") },
        },
      },
      async (request, reply) => {
        const { project } = await requireRole(
          deps.database,
          requireSignedIn(request),
          request.params.id,
          "certificate.download",
        );
        const key = await findClientKey(deps.database, project.id, request.params.keyId);
        if (key === null) throw new Problem("not-found", "There is no such key in this project.");
        const name = clientKeyFileName(key, apiServiceOf(project.apiService)?.downloadPrefix ?? "Gatehouse");
        return reply
          .type("application/x-pem-file")
          .header("content-disposition", `attachment; filename="${name}"`)
          .send(certificatePem(key.certificate));
      },
    );

    app.get(
      "/projects/:id/mastercard-encryption-keys/:keyId/certificate.pem",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadMastercardEncryptionCertificate",
          summary: "Download a Mastercard Encryption Key's certificate and its issuers, PEM",
          params: keyParams,
          response: { 200: z.string(), ...refusals("not-found") },
        },
      },
      async (request, reply) => {
        const { project } = await requireRole(
          deps.database,
          requireSignedIn(request),
          request.params.id,
          "certificate.download",
        );
        const key = await findMastercardKey(deps.database, project.id, request.params.keyId);
        if (key === null) throw new Problem("not-found", "There is no such key in this project.");
        return reply
          .type("application/x-pem-file")
          .header(
            "content-disposition",
            `attachment; filename="${slugOf(project.name)}-SANDBOX-mastercard-encryption-key.pem"`,
          )
          .send([key.certificate, ...deps.authority.chain].map(certificatePem).join(""));
      },
    );
  };
}
