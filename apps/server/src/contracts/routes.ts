import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { allProducts, listServices } from "../api-services/store.ts";
import { DOCUMENT_BODY_LIMIT, documentFields, readDocument } from "../companies/document.ts";
import { sendDocument } from "../companies/send-document.ts";
import type { Database } from "../database/database.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { afterField, cutPage, placeGiven } from "../http/page-place.ts";
import { readPlaceInTime, writePlaceInTime } from "../http/place-in-time.ts";
import { beforeTheBody, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { enterContract } from "./enter.ts";
import { CONTRACT_PLANS, contractFields, daysToEnd, endOfDay, isInForce, whyNotWithdraw } from "./rules.ts";
import { type Contract, listContracts, readContractDocument } from "./store.ts";

const ON_A_PAGE = 50;
const TAGS = ["operator"];

export const contractAnswer = z.object({
  id: z.uuid(),
  number: z.string(),
  companyId: z.uuid(),
  apiService: z.string(),
  plan: z.enum(CONTRACT_PLANS),
  products: z.array(z.string()),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable().describe("Its last day; null: open."),
  executedOn: z.iso.date().nullable().describe("When both sides had signed; null: they have not."),
  inForce: z.boolean(),
  endsInDays: z
    .number()
    .int()
    .nullable()
    .describe("Of one in force whose end is near, its last day counted; null: it is not near."),
  document: z.string().nullable().describe("The document's name."),
  enteredAt: z.iso.datetime(),
  enteredBy: z.string(),
  withdrawal: z
    .object({ at: z.iso.datetime(), by: z.string(), reason: z.string() })
    .nullable()
    .describe("From then on nothing rests on it any more; null: it was not withdrawn."),
});

export function describeContract(contract: Contract, now: Date): z.infer<typeof contractAnswer> {
  const { id, number, companyId, apiService, plan, products, validFrom, validTo, executedOn } = contract;
  return {
    id,
    number,
    companyId,
    apiService,
    plan,
    products,
    validFrom,
    validTo,
    executedOn,
    inForce: isInForce(contract, now),
    endsInDays: validTo !== null && isInForce(contract, now) ? daysToEnd(endOfDay(validTo), now) : null,
    document: contract.documentName,
    enteredAt: contract.enteredAt.toISOString(),
    enteredBy: contract.enteredByEmail,
    withdrawal: withdrawalOf(contract),
  };
}

function withdrawalOf(contract: Contract) {
  const { withdrawnAt: at, withdrawnByEmail: by, withdrawalReason: reason } = contract;
  return at === null || by === null || reason === null ? null : { at: at.toISOString(), by, reason };
}

export function contractRoutes(deps: {
  readonly database: Database;
  readonly clock: () => Date;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/operator/contracts",
      {
        schema: {
          tags: TAGS,
          operationId: "listContracts",
          summary: "For operators: the contracts on file, newest first, 50 a page",
          querystring: z.object({ after: afterField }),
          response: {
            200: z.object({
              items: z.array(
                contractAnswer.extend({ company: z.string(), can: z.object({ withdraw: abilityAnswer }) }),
              ),
              apiServices: z
                .array(
                  z.object({
                    id: z.string(),
                    name: z.string(),
                    products: z.array(z.object({ id: z.string(), name: z.string() })),
                  }),
                )
                .describe("What a contract can be about, and what it can hold."),
              next: z.string().nullable().describe("For `after`; null: these are the last."),
              can: z.object({ enter: abilityAnswer }),
            }),
            ...refusals("invalid-request", "not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const { operatorRole, companyId } = requireOperator(request, "contract.read");
        const after = placeGiven(readPlaceInTime, request.query.after, "after");
        const rows = await listContracts(database, after, ON_A_PAGE + 1);
        const { shown, next } = cutPage(rows, ON_A_PAGE, ({ contract }) =>
          writePlaceInTime({ at: contract.enteredAt, id: contract.id }),
        );
        const [services, products] = [await listServices(database), await allProducts(database)];
        const now = clock();
        return {
          items: shown.map(({ contract, company }) => ({
            ...describeContract(contract, now),
            company,
            can: {
              withdraw: operatorAbility(
                operatorRole,
                "contract.withdraw",
                whyNotWithdraw(contract, companyId),
              ),
            },
          })),
          apiServices: services.map(({ service: { id, name } }) => ({
            id,
            name,
            products: products
              .filter(({ serviceId }) => serviceId === id)
              .map((product) => ({ id: product.id, name: product.name })),
          })),
          next,
          can: { enter: operatorAbility(operatorRole, "contract.enter") },
        };
      },
    );

    app.post(
      "/operator/contracts",
      {
        bodyLimit: DOCUMENT_BODY_LIMIT,
        onRequest: beforeTheBody.requireOperator("contract.enter"),
        schema: {
          tags: TAGS,
          operationId: "enterContract",
          summary: "For administrators: put a contract on file",
          body: z.object({ contract: contractFields, document: documentFields.nullish() }),
          response: {
            201: z.object({ id: z.uuid() }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "contract-number-taken",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "contract.enter", clock());
        const { contract, document } = request.body;
        const read = document == null ? null : readDocument(document, "/document/content");
        return reply.code(201).send({ id: await enterContract(database, who, contract, read) });
      },
    );

    app.get(
      "/operator/contracts/:contractId/document",
      {
        schema: {
          tags: TAGS,
          operationId: "downloadContract",
          summary: "For operators: the contract's document, as it was entered",
          params: z.object({ contractId: z.uuid() }),
          response: { 200: z.any(), ...refusals("not-logged-in", "not-found", "second-factor-required") },
        },
      },
      async (request, reply) => {
        requireOperator(request, "contract.read");
        const found = await readContractDocument(database, request.params.contractId);
        if (found?.document == null || found.documentName === null || found.documentType === null) {
          throw new Problem("not-found", "There is no document of this contract.");
        }
        const { document: content, documentName: name, documentType: type } = found;
        return sendDocument(reply, { content, name, type });
      },
    );
  };
}
