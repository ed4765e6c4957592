import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { FIRST_PAIR_LAPSES_AFTER_MS } from "../accounts/first-pair.ts";
import { countries } from "../companies/countries.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { beforeTheBody, type Operator, operatorWhoOf, requireOperator } from "../http/signed-in.ts";
import { createTurnstile } from "../http/turnstile.ts";
import { Problem } from "../problems/problem.ts";
import { refusals } from "../problems/refusals.ts";
import { addService } from "./add-service.ts";
import { assignOperations } from "./assign-operations.ts";
import { type ChangeServiceDeps, changeService } from "./change-service.ts";
import {
  describeInList,
  describeService,
  operationAnswer,
  productAnswer,
  serviceAnswer,
  serviceInList,
} from "./describe-service.ts";
import { importDocument, previewDocument } from "./import-document.ts";
import { LONGEST_DOCUMENT } from "./openapi/read-in-thread.ts";
import { proposalRoutes } from "./proposals/routes.ts";
import { readOpenProposal, servicesThatWait } from "./proposals/store.ts";
import type { Warning } from "./require-reach.ts";
import { METHODS, MOST_OPERATIONS, productIdField, serviceFields, serviceIdField } from "./rules.ts";
import { listServices, readService, wholeService } from "./store.ts";

export interface ApiServiceRoutesDeps extends ChangeServiceDeps {
  readonly clock: () => Date;
}

/** A document as JSON text takes more than its letters: line ends and quotes are written with two each, other signs with more. */
const DOCUMENT_BODY_LIMIT = 2 * LONGEST_DOCUMENT;
/** A large document keeps a thread busy for seconds. */
const READING = {
  atOnce: 1,
  waiting: 4,
  full: "Other documents are being read at this moment. Try again shortly.",
};

const TAGS = ["operator"];
const params = z.object({ serviceId: z.string().max(40) });
const version = z.number("Say which version you have seen.").int().min(1).max(2_147_483_646);
const document = z
  .string("Bring an OpenAPI document.")
  .min(1, "The document is empty.")
  .max(LONGEST_DOCUMENT, "The document is larger than 4 MB.");
const CHANGE = [
  "invalid-request",
  "not-logged-in",
  "not-found",
  "second-factor-required",
  "second-factor-required",
  "not-allowed",
  "api-service-changed",
] as const;

/** The catalogue of API services, for operators. */
export function apiServiceRoutes(deps: ApiServiceRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;
    const reading = createTurnstile(READING);

    const describe = async (
      operator: Operator,
      id: string,
      warnings: readonly Warning[] = [],
    ): Promise<z.infer<typeof serviceAnswer>> => {
      const service = await readService(database, id);
      if (service === null) throw new Problem("not-found", "There is no such API service.");
      const around = {
        countries: countries(),
        usedInProduction: await deps.usedInProduction(database, id),
        proposal: await readOpenProposal(database, id),
        warnings,
      };
      return describeService(await wholeService(database, service), around, operator, clock());
    };
    await app.register(proposalRoutes(deps, describe));

    app.get(
      "/operator/api-services",
      {
        schema: {
          tags: TAGS,
          operationId: "listApiServicesAsOperator",
          summary: "For operators: the API services of the catalogue, by name, offered or not",
          response: {
            200: z.object({ items: z.array(serviceInList), can: z.object({ add: abilityAnswer }) }),
            ...refusals("not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        const { operatorRole } = requireOperator(request, "api-service.read");
        const rows = await listServices(database);
        const waiting = await servicesThatWait(
          database,
          new Date(clock().getTime() - FIRST_PAIR_LAPSES_AFTER_MS),
        );
        return {
          items: rows.map(({ service, operations }) =>
            describeInList(service, operations, waiting.has(service.id)),
          ),
          can: { add: operatorAbility(operatorRole, "api-service.change") },
        };
      },
    );

    app.post(
      "/operator/api-services",
      {
        bodyLimit: 65_536,
        schema: {
          tags: TAGS,
          operationId: "addApiService",
          summary: "For administrators: add an API service, to be offered once it has operations",
          body: z.object({ id: serviceIdField, service: serviceFields }),
          response: {
            201: serviceAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "api-service-taken",
              "too-many-api-services",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "api-service.change", clock());
        const { id, service: fields } = request.body;
        const warnings = await addService(deps, who, { id, fields });
        return reply.code(201).send(await describe(who.signedIn, id, warnings));
      },
    );

    app.get(
      "/operator/api-services/:serviceId",
      {
        schema: {
          tags: TAGS,
          operationId: "readApiService",
          summary: "For operators: an API service with its operations, products and questions",
          params,
          response: {
            200: serviceAnswer,
            ...refusals("not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => describe(requireOperator(request, "api-service.read"), request.params.serviceId),
    );

    app.put(
      "/operator/api-services/:serviceId",
      {
        bodyLimit: 65_536,
        schema: {
          tags: TAGS,
          operationId: "changeApiService",
          summary: "For administrators: change an API service",
          description:
            "Send the version that you have seen; if somebody has changed it meanwhile, nothing is stored. Every gateway follows, for environments that there are already as well. Where any partner's Production rests on the service, a change of its addresses, its payload policy or its field names is kept as a proposal, answered with 202, until another administrator confirms it.",
          params,
          body: z.object({ version, service: serviceFields }),
          response: {
            200: serviceAnswer,
            202: serviceAnswer.describe("As it is still; `proposal` waits for another administrator."),
            ...refusals(...CHANGE, "api-service-change-waits"),
          },
        },
      },
      async (request, reply) => {
        const who = operatorWhoOf(request, "api-service.change", clock());
        const id = request.params.serviceId;
        const { version, service: fields } = request.body;
        const { came, warnings } = await changeService(deps, who, { id, version, fields });
        return reply.code(came === "done" ? 200 : 202).send(await describe(who.signedIn, id, warnings));
      },
    );

    app.put(
      "/operator/api-services/:serviceId/operations",
      {
        bodyLimit: 1_048_576,
        onRequest: beforeTheBody.requireOperator("api-service.change"),
        schema: {
          tags: TAGS,
          operationId: "assignApiServiceOperations",
          summary: "For administrators: say which products operations belong to",
          description: "Operations that are not named stay where they are.",
          params,
          body: z.object({
            version,
            operations: z
              .array(
                z.object({
                  method: z.enum(METHODS),
                  path: z.string().max(300),
                  product: productIdField.nullable().describe("Null: every contract holds it."),
                }),
              )
              .max(MOST_OPERATIONS),
          }),
          response: { 200: serviceAnswer, ...refusals(...CHANGE) },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "api-service.change", clock());
        const id = request.params.serviceId;
        await assignOperations(deps, who, { id, ...request.body });
        return describe(who.signedIn, id);
      },
    );

    app.post(
      "/operator/api-services/:serviceId/document/preview",
      {
        bodyLimit: DOCUMENT_BODY_LIMIT,
        onRequest: beforeTheBody.requireOperator("api-service.change"),
        schema: {
          tags: TAGS,
          operationId: "previewApiServiceDocument",
          summary: "For administrators: what an OpenAPI document would change; nothing is stored",
          params,
          body: z.object({ document }),
          response: {
            200: z.object({
              title: z.string(),
              version: z.string(),
              operations: z.number().int(),
              added: z.array(operationAnswer),
              removed: z.array(operationAnswer),
              newProducts: z.array(productAnswer),
              merged: z
                .array(z.object({ product: z.string(), names: z.array(z.string()) }))
                .describe(
                  "Names that become one product, or go into one that is there, since they make the same id.",
                ),
              ignored: z.array(z.string()).describe("What the gate has no use for."),
            }),
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "invalid-openapi-document",
              "unavailable",
            ),
          },
        },
      },
      async (request) => {
        const id = request.params.serviceId;
        const { document: read, comparison } = await previewDocument(
          { database, reading },
          { id, document: request.body.document },
        );
        return {
          title: read.title,
          version: read.version,
          operations: comparison.operations.length,
          added: [...comparison.added],
          removed: [...comparison.removed],
          newProducts: [...comparison.newProducts],
          merged: comparison.merged.map(({ product, names }) => ({ product, names: [...names] })),
          ignored: [...read.ignored],
        };
      },
    );

    app.put(
      "/operator/api-services/:serviceId/document",
      {
        bodyLimit: DOCUMENT_BODY_LIMIT,
        onRequest: beforeTheBody.requireOperator("api-service.change"),
        schema: {
          tags: TAGS,
          operationId: "importApiServiceDocument",
          summary:
            "For administrators: take an API service's operations from an OpenAPI 3 document, JSON or YAML",
          description:
            "Operations that were there keep their products. A new one belongs to what x-gatehouse-product says, otherwise to its first tag; products that there are not are made.",
          params,
          body: z.object({ version, document }),
          response: {
            200: serviceAnswer,
            ...refusals(...CHANGE, "invalid-openapi-document", "unavailable"),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "api-service.change", clock());
        const id = request.params.serviceId;
        await importDocument({ ...deps, reading }, who, { id, ...request.body });
        return describe(who.signedIn, id);
      },
    );
  };
}
