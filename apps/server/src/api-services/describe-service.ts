import { z } from "zod";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import type { Operator } from "../http/signed-in.ts";
import { describeProposal, proposalAnswer } from "./proposals/describe-proposal.ts";
import type { Proposal } from "./proposals/store.ts";
import type { Warning } from "./require-reach.ts";
import { hasTestDrive, METHODS, PAYLOAD_POLICIES, QUESTION_KINDS } from "./rules.ts";
import { hasBuiltInList } from "./service-entry.ts";
import type { ApiService, WholeService } from "./store.ts";

export const operationAnswer = z.object({
  method: z.enum(METHODS),
  path: z.string(),
  summary: z.string().nullable(),
  product: z.string().nullable().describe("What a contract must hold for it; null: every contract holds it."),
});

export const productAnswer = z.object({ id: z.string(), name: z.string() });

export const questionAnswer = z.object({
  id: z.string(),
  question: z.string(),
  hint: z.string(),
  kind: z.enum(QUESTION_KINDS),
  required: z.boolean(),
});

export const serviceInList = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  offered: z.boolean(),
  operations: z.number().int(),
  builtInList: z.boolean().describe("Are its calls told apart by the list that Gatehouse brings along?"),
  productionUrl: z.string().nullable(),
  sandbox: z
    .enum(["address", "test-drive", "none"])
    .describe("What answers in its Sandbox; with none, partners can't choose it."),
  changeWaits: z.boolean().describe("Does a change wait for a second administrator?"),
  changedAt: z.iso.datetime(),
  changedBy: z.string().nullable().describe("Null: nobody has changed it yet."),
});

export const serviceAnswer = z.object({
  service: serviceInList.omit({ operations: true, changeWaits: true }).extend({
    version: z.number().int(),
    testDrive: z.boolean().describe("Does Test Drive answer in its Sandbox where no address is given?"),
    description: z.string(),
    commercialCountries: z.array(z.string()),
    sandboxUrl: z.string().nullable(),
    payloadPolicy: z.enum(PAYLOAD_POLICIES),
    requestField: z.string(),
    responseField: z.string(),
    fieldLevel: z.boolean(),
    products: z.array(productAnswer),
    questions: z.array(questionAnswer),
    document: z
      .object({ title: z.string(), version: z.string(), importedAt: z.iso.datetime() })
      .nullable()
      .describe("Where the operations are from; null: none was imported."),
  }),
  operations: z.array(operationAnswer),
  usedInProduction: z
    .boolean()
    .describe(
      "Does any partner's Production rest on it? Then what the gate does with calls is changed by two administrators.",
    ),
  proposal: proposalAnswer.nullable(),
  warnings: z
    .array(z.object({ field: z.enum(["sandboxUrl", "productionUrl"]), detail: z.string() }))
    .describe("About what was just stored or proposed: names that lead nowhere yet."),
  countries: z.array(z.object({ code: z.string(), name: z.string() })).describe("To choose from."),
  can: z.object({ change: abilityAnswer }),
});

export function describeInList(
  service: ApiService,
  operations: number,
  changeWaits: boolean,
): z.infer<typeof serviceInList> {
  const { id, name, region, offered, productionUrl, sandboxUrl } = service;
  return {
    id,
    name,
    region,
    offered,
    operations,
    builtInList: hasBuiltInList(service),
    productionUrl,
    sandbox: sandboxUrl !== null ? "address" : hasTestDrive(service) ? "test-drive" : "none",
    changeWaits,
    changedAt: service.changedAt.toISOString(),
    changedBy: service.changedByEmail,
  };
}

export function describeService(
  { service, products, operations, questions }: WholeService,
  around: {
    readonly countries: { code: string; name: string }[];
    readonly usedInProduction: boolean;
    readonly proposal: Proposal | null;
    readonly warnings: readonly Warning[];
  },
  operator: Operator,
  now: Date,
): z.infer<typeof serviceAnswer> {
  const {
    operations: _count,
    changeWaits: _waits,
    ...inList
  } = describeInList(service, operations.length, false);
  const { documentTitle: title, documentVersion: version, importedAt } = service;
  return {
    service: {
      ...inList,
      version: service.version,
      testDrive: hasTestDrive(service),
      description: service.description,
      commercialCountries: service.commercialCountries,
      sandboxUrl: service.sandboxUrl,
      payloadPolicy: service.payloadPolicy,
      requestField: service.requestField,
      responseField: service.responseField,
      fieldLevel: service.fieldLevel,
      products: [...products],
      questions: [...questions],
      document:
        title === null || version === null || importedAt === null
          ? null
          : { title, version, importedAt: importedAt.toISOString() },
    },
    operations: [...operations],
    usedInProduction: around.usedInProduction,
    proposal: describeProposal(around.proposal, service, operator, now),
    warnings: [...around.warnings],
    countries: around.countries,
    can: { change: operatorAbility(operator.operatorRole, "api-service.change") },
  };
}
