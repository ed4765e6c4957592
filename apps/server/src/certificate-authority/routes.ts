import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { requireOperator } from "../http/signed-in.ts";
import { refusals } from "../problems/refusals.ts";
import { renewedAt, whyNotWell } from "./rules.ts";
import { type KnownAuthority, readAuthorities } from "./store.ts";

const authorityAnswer = z.object({
  generation: z.number().int().describe("Counted from the first, 1."),
  subject: z.string().describe("A part a line, as `CN=…`."),
  issuing: z
    .boolean()
    .describe("Does it issue? Those before it stay for the certificates that they have issued."),
  inToken: z.boolean().describe("Is its key in a token (HSM)?"),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  renewedAt: z.iso.datetime().describe("From then on it has a successor."),
  sha256: z.string().describe("Lower-case hex SHA-256 of the certificate's DER."),
  certificatePem: z.string(),
});

/** The issuing authorities, for operators. */
export function certificateAuthorityRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    app.get(
      "/operator/certificate-authorities",
      {
        schema: {
          tags: ["operator"],
          operationId: "listCertificateAuthorities",
          summary: "For operators: the authorities that certify keys, the one that issues first",
          response: {
            200: z.object({
              items: z.array(authorityAnswer),
              warning: z
                .string()
                .nullable()
                .describe("What is wrong with the one that issues; null: nothing."),
            }),
            ...refusals("not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        requireOperator(request, "policy.read");
        const all = await readAuthorities(deps.database);
        const [newest] = all;
        return {
          items: all.map(describe),
          warning: newest === undefined ? null : whyNotWell(newest, deps.clock()),
        };
      },
    );
  };
}

function describe({ row, x509, notAfter, generation }: KnownAuthority, at: number) {
  return {
    generation,
    subject: x509.subject,
    issuing: at === 0,
    inToken: row.tokenKey !== null,
    notBefore: x509.validFromDate.toISOString(),
    notAfter: notAfter.toISOString(),
    renewedAt: renewedAt(notAfter).toISOString(),
    sha256: x509.fingerprint256.replaceAll(":", "").toLowerCase(),
    certificatePem: x509.toString(),
  };
}
