import type { AuditValue } from "../audit/tables.ts";
import type { ServiceField, ServiceFields } from "./rules.ts";
import type { WholeService } from "./store.ts";

/** What an operator has said of a service, as it is stored. */
export function fieldsOf({ service, products, questions }: WholeService): ServiceFields {
  const { name, region, description, commercialCountries, sandboxUrl, productionUrl } = service;
  const { payloadPolicy, requestField, responseField, fieldLevel, offered } = service;
  return {
    name,
    region,
    description,
    commercialCountries,
    sandboxUrl,
    productionUrl,
    payloadPolicy,
    requestField,
    responseField,
    fieldLevel,
    offered,
    products: [...products],
    questions: [...questions],
  };
}

/** For the trail and for people: lists stand in one line. */
export function written(fields: Partial<ServiceFields>): Partial<Record<ServiceField, AuditValue>> {
  const { commercialCountries, products, questions, ...plain } = fields;
  return {
    ...plain,
    ...(commercialCountries === undefined ? {} : { commercialCountries: commercialCountries.join(", ") }),
    ...(products === undefined
      ? {}
      : { products: products.map((product) => `${product.id} (${product.name})`).join(", ") }),
    ...(questions === undefined
      ? {}
      : {
          questions: questions
            .map(
              ({ id, question, hint, kind, required }) =>
                `${id}: ${question} ${hint} (${kind}${required ? "" : ", may be left out"})`,
            )
            .join("; "),
        }),
  };
}

/** What differs of a service between two moments, as it was and as it is to be; empty: nothing does. */
export interface Difference {
  readonly before: Partial<ServiceFields>;
  readonly after: Partial<ServiceFields>;
}

export function differenceOf(was: ServiceFields, is: ServiceFields): Difference {
  const [before, after] = [written(was), written(is)];
  const changed = (Object.keys(after) as ServiceField[]).filter((field) => before[field] !== after[field]);
  const only = (fields: ServiceFields) =>
    Object.fromEntries(changed.map((field) => [field, fields[field]])) as Partial<ServiceFields>;
  return { before: only(was), after: only(is) };
}
