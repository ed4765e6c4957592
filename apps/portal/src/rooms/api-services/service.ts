import { ApiProblem } from "../../api/call.ts";
import type { Ability, Question } from "../../api/types.ts";

export interface Product {
  id: string;
  name: string;
}

export interface Operation {
  method: string;
  path: string;
  summary: string | null;
  product: string | null;
}

/** What an operator says of a service. */
export interface ServiceFields {
  name: string;
  region: string;
  description: string;
  commercialCountries: string[];
  sandboxUrl: string | null;
  productionUrl: string | null;
  payloadPolicy: "off" | "mirror" | "required";
  requestField: string;
  responseField: string;
  fieldLevel: boolean;
  offered: boolean;
  products: Product[];
  questions: Question[];
}

/** What answers in the Sandbox of a service; with none, partners can't choose it. */
export type Sandbox = "address" | "test-drive" | "none";

export interface ServiceInList {
  id: string;
  name: string;
  region: string;
  offered: boolean;
  operations: number;
  builtInList: boolean;
  productionUrl: string | null;
  sandbox: Sandbox;
  changeWaits: boolean;
  changedAt: string;
  changedBy: string | null;
}

export interface ServiceList {
  items: ServiceInList[];
  can: { add: Ability };
}

/** A change that one administrator has proposed and no other has confirmed yet. */
export interface Proposal {
  id: string;
  proposedBy: string;
  proposedAt: string;
  lapsesAt: string;
  outdated: boolean;
  changes: {
    field: keyof ServiceFields;
    before: string | boolean | null;
    after: string | boolean | null;
  }[];
  can: { confirm: Ability; decline: Ability; takeBack: Ability };
}

/** One service as an operator sees it. */
export interface ServicePage {
  service: ServiceFields & {
    id: string;
    version: number;
    builtInList: boolean;
    sandbox: Sandbox;
    testDrive: boolean;
    changedAt: string;
    changedBy: string | null;
    document: { title: string; version: string; importedAt: string } | null;
  };
  operations: Operation[];
  usedInProduction: boolean;
  proposal: Proposal | null;
  /** About what was just stored: names that lead nowhere yet. */
  warnings: { field: "sandboxUrl" | "productionUrl"; detail: string }[];
  can: { change: Ability };
}

export const SERVICES_PATH = "/operator/api-services";
export const SERVICES_QUERY = ["operator", "api-services"];

export const NEW_SERVICE: ServiceFields = {
  name: "",
  region: "",
  description: "",
  commercialCountries: ["US"],
  sandboxUrl: null,
  productionUrl: null,
  payloadPolicy: "mirror",
  requestField: "encryptedData",
  responseField: "encryptedData",
  fieldLevel: true,
  offered: false,
  products: [],
  questions: [],
};

/** As the form calls them. */
export const FIELD_NAMES: Readonly<Record<keyof ServiceFields, string>> = {
  name: "Name",
  region: "Region",
  description: "Description",
  commercialCountries: "Commercial countries",
  sandboxUrl: "Address for Sandbox",
  productionUrl: "Address for Production",
  payloadPolicy: "Payload policy",
  requestField: "Field of encrypted requests",
  responseField: "Field of encrypted answers",
  fieldLevel: "Field-level encryption beside JWE",
  offered: "Offered to partners",
  products: "Products",
  questions: "Questions",
};

/** What the card “At the gate” is about. */
const GATE_FIELDS = [
  "productionUrl",
  "sandboxUrl",
  "payloadPolicy",
  "requestField",
  "responseField",
  "fieldLevel",
] as const;

/** Does a form change what the gate does with calls? */
export function changesGate(stored: ServiceFields, form: ServiceFields): boolean {
  return GATE_FIELDS.some((field) => stored[field] !== form[field]);
}

/** A value of a field in words. */
export function shown(value: string | boolean | null): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return value === null || value === "" ? "None" : value;
}

/** Of what came with more than the fields. */
export function fieldsOf(service: ServiceFields): ServiceFields {
  return Object.fromEntries(
    (Object.keys(NEW_SERVICE) as (keyof ServiceFields)[]).map((name) => [name, service[name]]),
  ) as unknown as ServiceFields;
}

/** What is said of a field, or of a part of it as of one of several products. */
export function wrongOf(error: Error | null, field: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  const at = `/service/${field}`;
  return error.fields.find(({ pointer }) => pointer === at || pointer.startsWith(`${at}/`))?.detail ?? null;
}

/** An id that no other has: `q1`, `q2` … */
export function freeId(prefix: string, taken: readonly { readonly id: string }[]): string {
  const ids = new Set(taken.map(({ id }) => id));
  let number = 1;
  while (ids.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}
